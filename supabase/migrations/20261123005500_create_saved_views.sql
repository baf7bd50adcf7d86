-- A view of the dashboard that somebody keeps under a name: its search, filters, order and columns.
create table public.saved_views (
  id uuid primary key default gen_random_uuid(),
  -- Not to be written: a view is its maker's.
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  -- The limit of 100: there are 100 slots, and each holds one view. Also the index that the policies and the foreign key read.
  slot smallint not null,
  name text not null,
  -- The part of the dashboard's address after "?"; empty for the usual one.
  query text not null,
  -- What the dashboard shows to who asks for nothing else.
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint saved_views_slot_check check (slot between 1 and 100),
  constraint saved_views_user_id_slot_key unique (user_id, slot),
  constraint saved_views_user_id_name_key unique (user_id, name),
  constraint saved_views_name_check
    check (char_length(name) between 1 and 60 and name = btrim(name) and private.is_plain_text(name)),
  constraint saved_views_query_check check (char_length(query) <= 2000 and query ~ '^[!-~]*$' and query !~ '^[?]|#')
);
create unique index saved_views_default_key on public.saved_views (user_id) where is_default;

alter table public.saved_views enable row level security;
revoke all on public.saved_views from anon, authenticated, service_role;
grant select, delete, insert (name, query, is_default), update (name, query, is_default) on public.saved_views to authenticated;

create policy "people read their views" on public.saved_views
  for select to authenticated using (user_id = (select auth.uid()));
create policy "people keep views" on public.saved_views
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "people change their views" on public.saved_views
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "people delete their views" on public.saved_views
  for delete to authenticated using (user_id = (select auth.uid()));

-- The constraints are the guarantee; this finds the free slot, and makes those who come at once wait for each other instead of failing.
create function private.take_view_slot() returns trigger
  language plpgsql
  -- Not definer: it sees what its caller sees, their own views.
  set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('saved_views ' || new.user_id, 0));
  select free into new.slot from generate_series(1, 100) free
    where not exists (select 1 from public.saved_views v where v.user_id = new.user_id and v.slot = free)
    order by free limit 1;
  if new.slot is null then
    raise sqlstate 'PT409' using message = 'all 100 saved views are used', hint = 'limit_reached';
  end if;
  return new;
end
$$;
create trigger take_view_slot before insert on public.saved_views
  for each row execute function private.take_view_slot();

-- A new default takes the place of the one before.
create function private.replace_default_view() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('saved_views ' || new.user_id, 0));
  update public.saved_views set is_default = false where user_id = new.user_id and id <> new.id and is_default;
  return new;
end
$$;
create trigger replace_default_view before insert or update of is_default on public.saved_views
  for each row when (new.is_default) execute function private.replace_default_view();

create trigger update_updated_at before update on public.saved_views
  for each row execute function public.update_updated_at_column();

-- Saved views go along, too.
create or replace function public.export_own_data() returns jsonb
  language sql
  stable
  -- Not definer: row-level security gives nobody more than their own, and administrators are asked for no more either.
  set search_path = ''
as $$
  with me as (select (select auth.uid()) as id),
  activity as (
    select a.* from public.audit_log a, me
    where a.owner = me.id or a.actor = me.id
    order by a.id desc limit 10000
  )
  select jsonb_build_object(
    'exportedAt', now(),
    'profile', (select to_jsonb(p) from public.profiles p where p.id = me.id),
    'roles', (select coalesce(jsonb_agg(to_jsonb(r) order by r.role), '[]') from public.user_roles r where r.user_id = me.id),
    'servers', (select coalesce(jsonb_agg(to_jsonb(s) order by s.slot), '[]') from public.proxmox_servers s where s.user_id = me.id),
    'assignments', (select coalesce(jsonb_agg(to_jsonb(a) order by a.vmid), '[]') from public.vm_assignments a where a.user_id = me.id),
    'assignmentRules', (select coalesce(jsonb_agg(to_jsonb(r) order by r.kind, r.value), '[]') from public.assignment_rules r where r.user_id = me.id),
    'savedViews', (select coalesce(jsonb_agg(to_jsonb(v) order by v.name), '[]') from public.saved_views v where v.user_id = me.id),
    'activity', (select coalesce(jsonb_agg(to_jsonb(a) order by a.id desc), '[]') from activity a)
  )
  from me
$$;
