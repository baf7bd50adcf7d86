-- A token and the key of its row come into the database as parameters of a function. Whether the database then writes them into its own log
-- is up to its settings: this names those that would, one row each. No row: all is well.
create function private.log_safety() returns table (setting text, value text, reason text)
  language sql
  stable
  set search_path = ''
as $$
  with watched (setting, reason) as (
    values
      ('log_statement', 'statements are logged, and with them their parameters'),
      ('log_min_duration_statement', 'slow statements are logged with their parameters'),
      ('log_min_duration_sample', 'some slow statements are logged with their parameters'),
      ('log_transaction_sample_rate', 'some transactions are logged with their parameters'),
      ('log_parameter_max_length_on_error', 'a statement that fails is logged with its parameters'),
      ('pgaudit.log_parameter', 'pgAudit logs parameters'),
      ('auto_explain.log_min_duration', 'plans are logged, with the parameters put into them')
  ),
  -- What holds in this session, and what is set for a role or a database and will hold in others.
  settings (setting, value, place) as (
    select w.setting, pg_catalog.current_setting(w.setting, true), 'here' from watched w
    union all
    select pg_catalog.split_part(entry, '=', 1), pg_catalog.substr(entry, pg_catalog.strpos(entry, '=') + 1),
      coalesce(pg_catalog.pg_get_userbyid(nullif(s.setrole, 0)), 'all roles')
    from pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) entry
  )
  select s.setting, s.value, w.reason || case s.place when 'here' then '' else ' (set for ' || s.place || ')' end
  from settings s
  join watched w on w.setting = s.setting
  where s.value <> ''
    and case s.setting
      -- Our functions are called by SELECT, and what they call is not logged: "all" alone shows their parameters.
      when 'log_statement' then s.value = 'all' and pg_catalog.current_setting('log_parameter_max_length') <> '0'
      when 'log_transaction_sample_rate' then s.value::numeric > 0 and pg_catalog.current_setting('log_parameter_max_length') <> '0'
      when 'pgaudit.log_parameter' then s.value::boolean and coalesce(pg_catalog.current_setting('pgaudit.log', true), 'none') <> 'none'
      when 'log_parameter_max_length_on_error' then s.value <> '0'
      when 'auto_explain.log_min_duration' then s.value not like '-1%'
      else s.value not like '-1%' and pg_catalog.current_setting('log_parameter_max_length') <> '0'
    end
$$;
revoke execute on function private.log_safety from public, anon, authenticated, service_role;

-- The same for administrators, on their page.
create function public.log_safety() returns table (setting text, value text, reason text)
  language plpgsql
  stable
  -- Definer: private is closed to people.
  security definer
  set search_path = ''
as $$
begin
  if not (select private.is_admin()) then
    raise sqlstate 'PT403' using message = 'only administrators see how the database logs', hint = 'forbidden';
  end if;
  return query select * from private.log_safety();
end
$$;
revoke execute on function public.log_safety from public, anon, service_role;
grant execute on function public.log_safety to authenticated;
