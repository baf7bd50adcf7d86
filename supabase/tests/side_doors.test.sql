-- Ways round the tables: files, statistics, other sessions, another role, forged claims. Each is tried as everybody who can reach the API.
begin;
\ir helpers.psql
select plan(45);
select tests.server('owner', 'pve1.example.org'), tests.admin('admin');

create temporary table doors (what text, statement text);
insert into doors values
  ('S14: copy a table into a file', 'copy private.server_tokens to ''/tmp/muster-tokens'''),
  ('S14: copy it to a program', 'copy (select 1) to program ''true'''),
  ('S14: read a file of the server', 'select pg_read_file(''postgresql.conf'')'),
  ('S14: import one', 'select lo_import(''/etc/passwd'')'),
  ('S14: list a folder', 'select pg_ls_dir(''.'')'),
  ('S10: truncate', 'truncate public.proxmox_servers cascade'),
  ('S11: read the tokens', 'select ciphertext from private.server_tokens'),
  ('S12: open one', 'select private.unseal_token(s, ''\x00'', '''') from public.proxmox_servers s'),
  ('S16: make a function that forges claims', 'create function public.forge() returns text language sql as $f$ select set_config(''request.jwt.claim.sub'', '''', true) $f$')
;
grant select on doors to anon, authenticated, service_role;

create function pg_temp.tried(p_statement text) returns text language plpgsql as $$
begin
  execute p_statement;
  return 'let through';
exception when insufficient_privilege then
  return 'refused';
end
$$;
grant execute on function pg_temp.tried to anon, authenticated, service_role;

select tests.act_as_nobody();
select is(pg_temp.tried(statement), 'refused', what || ', as nobody') from doors;
select tests.act_as('owner');
select is(pg_temp.tried(statement), 'refused', what || ', as the owner') from doors;
select tests.act_as('admin');
select is(pg_temp.tried(statement), 'refused', what || ', as an administrator') from doors;
select tests.act_as_service();
select is(pg_temp.tried(statement), 'refused', what || ', as the service role') from doors;

-- Statistics hold samples of what tables hold; other sessions' statements may hold parameters.
select tests.act_as('owner');
select is_empty($$ select 1 from pg_stats where schemaname in ('private', 'auth') $$, 'S14: statistics tell people nothing of what is closed to them');
select is_empty(
  $$ select query from pg_stat_activity where usename <> current_user and query not in ('<insufficient privilege>', '') $$, 'S14: nor does the list of sessions'
);

select tests.act_as_operator();
-- PostgREST's own role may become the API's roles, so a person who could change the role would be one of these, and gain no token by it.
select is_empty(
  $$ select r.rolname, t.tablename from pg_roles r, pg_tables t
     where r.rolname in ('anon', 'authenticated', 'service_role', 'authenticator') and t.schemaname = 'private'
       and has_table_privilege(r.oid, format('%I.%I', t.schemaname, t.tablename), 'select') $$,
  'S15: no role that a request can have, or take, reads what is private'
);
select is_empty(
  $$ select r.rolname from pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role', 'authenticator') and (r.rolsuper or r.rolcreaterole or r.rolcreatedb) $$,
  'S15: nor may one make itself more'
);
select tests.act_as_service();
select set_config('role', 'authenticated', true);
select throws_ok($$ select ciphertext from private.server_tokens $$, '42501', null, 'S15: changing the role within a request opens nothing');

-- Claims are what the API sets. What could set them from inside has to be reachable first.
select is_empty(
  $$ select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('public', 'graphql_public') and p.prosrc ~* 'set_config|set\s+(local\s+)?(role|request)' $$,
  'S16: no function of the API sets claims or roles'
);
select tests.act_as('owner');
select is(
  (select count(*) from proxmox_servers where user_id = tests.person('owner')), 1::bigint, 'S16: a person is who the verified claims say'
);
select tests.act_as('stranger', jsonb_build_object('sub', tests.person('stranger'), 'user_id', tests.person('owner'), 'role', 'authenticated', 'user_metadata', jsonb_build_object('role', 'admin')));
select is_empty($$ select 1 from proxmox_servers $$, 'S24: what a person says about itself in its metadata makes nobody an owner or administrator');
select is((select is_admin()), false, 'S24: also not is_admin()');

select finish();
rollback;
