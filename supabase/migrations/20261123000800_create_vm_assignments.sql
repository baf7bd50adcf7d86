-- One guest of the operator's own server (the one from the environment) that a person may see, and what they may do with it.
create table public.vm_assignments (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  -- Null: on whichever node of the cluster the guest runs.
  node text check (char_length(node) <= 63 and node ~ '^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$'),
  vmid integer not null check (vmid between 100 and 999999999),
  can_view boolean not null default true,
  can_console boolean not null default false,
  can_power boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- A VMID is one guest in the whole cluster. Also the index that the policy and the foreign key read.
  constraint vm_assignments_user_id_vmid_key unique (user_id, vmid),
  constraint vm_assignments_view_first_check check (can_view or not (can_console or can_power))
);

alter table public.vm_assignments enable row level security;
revoke all on public.vm_assignments from anon, authenticated, service_role;
grant select, delete,
  insert (user_id, node, vmid, can_view, can_console, can_power),
  update (node, vmid, can_view, can_console, can_power)
  on public.vm_assignments to authenticated;

create policy "people read their assignments, admins all" on public.vm_assignments
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "admins assign" on public.vm_assignments
  for insert to authenticated with check ((select private.is_admin()));
create policy "admins change assignments" on public.vm_assignments
  for update to authenticated using ((select private.is_admin())) with check ((select private.is_admin()));
create policy "admins take assignments back" on public.vm_assignments
  for delete to authenticated using ((select private.is_admin()));

create trigger update_updated_at before update on public.vm_assignments
  for each row execute function public.update_updated_at_column();
