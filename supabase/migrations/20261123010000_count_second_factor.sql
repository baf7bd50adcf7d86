-- Who has set up a second factor has to show it: in a session that has passed the password alone every table is empty, and nobody is an
-- administrator. The page asks for the code; here is why that is more than a question.
create function private.lacks_second_factor() returns boolean
  language sql
  stable
  -- Definer: which factors a person has is Auth's to know.
  security definer
  set search_path = ''
as $$
  select coalesce((select auth.jwt()) ->> 'aal', 'aal1') <> 'aal2'
    and coalesce(private.has_second_factor((select auth.uid())), false)
$$;
-- As private.is_admin(): for policies.
grant execute on function private.lacks_second_factor() to authenticated;

create policy "a second factor comes first" on public.profiles
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));
create policy "a second factor comes first" on public.user_roles
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));
create policy "a second factor comes first" on public.proxmox_servers
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));
create policy "a second factor comes first" on public.vm_assignments
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));
create policy "a second factor comes first" on public.assignment_rules
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));
create policy "a second factor comes first" on public.audit_log
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));
create policy "a second factor comes first" on public.saved_views
  as restrictive for all to authenticated using (not (select private.lacks_second_factor()));

-- May the caller act as an administrator now? Who has a second factor, only after showing it; with admin_requires_mfa nobody without one.
create or replace function private.is_admin() returns boolean
  language sql
  stable
  -- Definer: reads settings and the roles for people who may read neither.
  security definer
  set search_path = ''
as $$
  select private.has_role((select auth.uid()), 'admin')
    and not private.lacks_second_factor()
    and (
      not coalesce((select admin_requires_mfa from private.settings), true)
      or coalesce((select auth.jwt()) ->> 'aal', 'aal1') = 'aal2'
    )
$$;
