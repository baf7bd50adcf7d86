-- The health of an installation, for its administrators: numbers and settings, no row of anybody and no secret.

-- The keys that tokens lie under, and those that are known. p_key_checks: { key id: check value } of the keys that are configured; fits is null
-- for a key that is not among them, or that nothing was sealed with yet.
create function public.vault_keys(p_key_checks jsonb)
  returns table (key_id smallint, tokens integer, fits boolean)
  language sql
  stable
  -- Definer: as in the functions of the servers.
  security definer
  set search_path = ''
as $$
  select k.key_id, count(t.server_id)::integer, c.check_value = p_key_checks ->> k.key_id::text
  from (select key_id from private.server_tokens union select key_id from private.key_checks) k
  left join private.server_tokens t on t.key_id = k.key_id
  left join private.key_checks c on c.key_id = k.key_id
  group by k.key_id, c.check_value
  order by k.key_id
$$;
revoke execute on function public.vault_keys from public, anon, authenticated;
grant execute on function public.vault_keys to service_role;

-- migrations: null where no Supabase CLI, or nothing like it, keeps the history. failures: { error code: servers }.
create function public.installation_state()
  returns table (
    postgres_version text, migrations integer, newest_migration text, admin_requires_mfa boolean,
    people integer, admins integer, admins_without_second_factor integer,
    servers integer, active_servers integer, deactivated_servers integer, failing_servers integer, failures jsonb, open_consoles integer
  )
  language plpgsql
  stable
  -- Definer: private and the history of migrations are closed to people.
  security definer
  set search_path = ''
as $$
begin
  perform private.require_admin();
  postgres_version := current_setting('server_version');
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    select count(*), max(version) into migrations, newest_migration from supabase_migrations.schema_migrations;
  end if;
  select s.admin_requires_mfa into admin_requires_mfa from private.settings s;
  select count(*) into people from public.profiles;
  select count(*), case when bool_or(private.has_second_factor(r.user_id) is null) then null
      else count(*) filter (where not private.has_second_factor(r.user_id)) end
    into admins, admins_without_second_factor
    from public.user_roles r where r.role = 'admin';
  select count(*), count(*) filter (where s.is_active), count(*) filter (where s.deactivated_at is not null),
      count(*) filter (where s.is_active and s.last_error_code is not null)
    into servers, active_servers, deactivated_servers, failing_servers
    from public.proxmox_servers s;
  select coalesce(jsonb_object_agg(f.code, f.n), '{}') into failures
    from (
      select s.last_error_code as code, count(*) as n from public.proxmox_servers s
      where s.is_active and s.last_error_code is not null group by s.last_error_code
    ) f;
  select count(*) into open_consoles from private.open_consoles o where o.expires_at > now();
  return next;
end
$$;
revoke execute on function public.installation_state from public, anon, service_role;
grant execute on function public.installation_state to authenticated;
