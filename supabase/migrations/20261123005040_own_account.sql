-- What a person sets for themselves, on every device, and how they take everything away, or along.
alter table public.profiles
  add column theme text not null default 'system',
  -- The part of the dashboard's address after "?": its search, filters and order; empty for the usual one.
  add column default_view text not null default '',
  add constraint profiles_theme_check check (theme in ('system', 'light', 'dark')),
  add constraint profiles_default_view_check check (char_length(default_view) <= 2000 and default_view ~ '^[!-~]*$');
grant update (theme, default_view) on public.profiles to authenticated;

-- Everything that belongs to the caller, and no token: those are in no table that people may read. Of the activity the newest 10,000 entries.
create function public.export_own_data() returns jsonb
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
    'activity', (select coalesce(jsonb_agg(to_jsonb(a) order by a.id desc), '[]') from activity a)
  )
  from me
$$;

-- Deletes the caller's account with all that belongs to it: tokens first, then servers, then the person, whose sessions go along; consoles that
-- are open end with their next renewal. What the audit log says of them stays, under an id that is nobody's any more.
create function public.delete_own_account() returns void
  language plpgsql
  -- Definer: accounts and sessions are Auth's.
  security definer
  set search_path = ''
as $$
declare
  person uuid := (select auth.uid());
  claims jsonb := (select auth.jwt());
begin
  -- Whoever finds a screen that was left open has no password: the session itself has to be a new one. A refreshed one keeps its age.
  if not exists (
    select 1 from auth.sessions s
    where s.id = (claims ->> 'session_id')::uuid and s.user_id = person and s.created_at > now() - interval '10 minutes'
  ) then
    raise sqlstate 'PT403' using message = 'sign in again first', hint = 'recent_sign_in_required';
  end if;
  if private.has_second_factor(person) and coalesce(claims ->> 'aal', 'aal1') <> 'aal2' then
    raise sqlstate 'PT403' using message = 'the second factor is needed', hint = 'second_factor_required';
  end if;
  -- As in keep_last_admin, which lets a role go with its account.
  perform pg_advisory_xact_lock(hashtextextended('user_roles.admin', 0));
  if private.has_role(person, 'admin')
    and not exists (select 1 from public.user_roles where role = 'admin' and user_id <> person)
  then
    raise sqlstate 'PT409' using message = 'the last administrator stays', hint = 'last_admin';
  end if;
  insert into public.audit_log (actor, owner, action, outcome) values (person, person, 'account.delete', 'ok');
  delete from private.server_tokens t using public.proxmox_servers s where s.id = t.server_id and s.user_id = person;
  delete from public.proxmox_servers where user_id = person;
  delete from auth.users where id = person;
end
$$;

revoke execute on function public.export_own_data, public.delete_own_account from public, anon, service_role;
grant execute on function public.export_own_data, public.delete_own_account to authenticated;
