-- Rules for every table and function, also those to come: what breaks one is listed by name.
begin;
\ir helpers.psql
select plan(17);

create temporary view our_tables as
  select c.oid, c.oid::regclass::text as name, n.nspname as schema, c.relrowsecurity as row_security, c.relkind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e');

create temporary view our_functions as
  select p.oid, p.oid::regprocedure::text as name, n.nspname as schema, p.prosecdef as is_definer, p.proconfig as settings, p.prorettype
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'private')
    and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e');

create temporary view api_roles as
  select unnest(array['anon', 'authenticated', 'service_role']) as role;

create temporary view table_privileges as
  select unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege;

select isnt_empty($$ select 1 from our_tables where schema = 'public' $$, 'the rules see the tables');
select isnt_empty($$ select 1 from our_functions where schema = 'public' $$, 'the rules see the functions');

select is_empty(
  $$ select name from our_tables where relkind in ('r', 'p') and not row_security $$,
  'every table has row-level security on'
);
select is_empty(
  $$ select name from our_tables where relkind in ('v', 'm', 'f') $$,
  'there is no view: it would read with its owner''s rights'
);
select is_empty(
  $$ select name, privilege from our_tables, table_privileges
     where has_table_privilege('anon', oid, privilege)
       or privilege in ('select', 'insert', 'update', 'references') and has_any_column_privilege('anon', oid, privilege) $$,
  'who has not signed in has no right on any table'
);
select is_empty(
  $$ select name, privilege from our_tables, table_privileges
     where has_table_privilege('service_role', oid, privilege)
       or privilege in ('select', 'insert', 'update', 'references') and has_any_column_privilege('service_role', oid, privilege) $$,
  'the service role works by functions and has no right on any table'
);
select is_empty(
  $$ select name, privilege from our_tables, table_privileges
     where privilege in ('truncate', 'references', 'trigger') and has_table_privilege('authenticated', oid, privilege) $$,
  'nobody who signed in may truncate a table (row-level security would not see it), refer to it, or hang a trigger on it'
);
select results_eq(
  $$ select t.name, p.privilege from our_tables t, table_privileges p
     where p.privilege in ('insert', 'update', 'delete')
       and (has_table_privilege('authenticated', t.oid, p.privilege)
         or p.privilege <> 'delete' and has_any_column_privilege('authenticated', t.oid, p.privilege))
     order by t.name, p.privilege $$,
  $$ values
    ('assignment_rules', 'delete'), ('assignment_rules', 'insert'), ('assignment_rules', 'update'), -- administrators
    ('profiles', 'update'), -- their own name and settings
    ('saved_views', 'delete'), ('saved_views', 'insert'), ('saved_views', 'update'), -- their own
    ('user_roles', 'delete'), ('user_roles', 'insert'), -- administrators
    ('vm_assignments', 'delete'), ('vm_assignments', 'insert'), ('vm_assignments', 'update') -- administrators
  $$,
  'people write directly to these tables and to no other'
);
select is_empty(
  $$ select role from api_roles where has_schema_privilege(role, 'private', 'usage') or has_schema_privilege(role, 'private', 'create') $$,
  'private is closed to the API''s roles'
);
select is_empty(
  $$ select role from api_roles where has_schema_privilege(role, 'public', 'create') $$,
  'the API''s roles create nothing'
);
select is_empty(
  $$ select name from our_functions where not coalesce(settings @> array['search_path=""'], false) $$,
  'every function sets an empty search_path'
);
select is_empty(
  $$ select name from our_functions where has_function_privilege('anon', oid, 'execute') $$,
  'who has not signed in may call nothing'
);
select results_eq(
  $$ select name, is_definer from our_functions where has_function_privilege('authenticated', oid, 'execute') order by name $$,
  $$ values
    ('assign_guests(uuid[],integer[],boolean,boolean)', false), -- administrators
    ('delete_own_account()', true), -- writes auth; only the caller's own account, after a new sign-in
    ('export_own_data()', false), -- about oneself
    ('has_role(uuid,app_role)', false), -- about oneself; administrators about everybody
    ('installation_state()', true), -- reads private; refuses everybody but administrators
    ('is_admin()', false), -- about oneself
    ('list_all_servers(text,uuid,text,integer,integer)', false), -- administrators
    ('list_people(text,boolean,text,integer,integer)', true), -- reads auth; refuses everybody but administrators
    ('log_safety()', true), -- reads private; refuses everybody but administrators
    ('private.is_admin()', true), -- behind it and behind the policies: not callable by name, and it takes no argument
    ('private.is_plain_text(text)', false), -- in the checks of names
    ('private.lacks_second_factor()', true), -- behind the policies, as private.is_admin()
    ('unassign_guests(uuid[],integer[])', false) -- administrators
  $$,
  'people may call these functions and no other; a definer only with a reason'
);
select results_eq(
  $$ select name from our_functions where schema = 'public' and prorettype <> 'trigger'::regtype order by name $$,
  $$ select name from our_functions
     where schema = 'public' and prorettype <> 'trigger'::regtype
       and has_function_privilege('service_role', oid, 'execute') <> has_function_privilege('authenticated', oid, 'execute')
     order by name $$,
  'a function of the API is for people or for the service role, never for both'
);
select is_empty(
  $$ select t.name, c.conname from pg_constraint c join our_tables t on t.oid = c.conrelid
     where c.contype = 'f' and not exists (
       select 1 from pg_index i
       where i.indrelid = c.conrelid and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
     ) $$,
  'every foreign key has an index, so that deleting a person or a server reads no whole table'
);
select is_empty(
  $$ select p.polname, t.name from pg_policy p join our_tables t on t.oid = p.polrelid
     where p.polroles <> array['authenticated'::regrole::oid]
       or p.polpermissive and (
         p.polcmd = '*'
         or exists (
           select 1 from pg_policy other
           where other.polrelid = p.polrelid and other.polcmd = p.polcmd and other.polpermissive and other.oid <> p.oid
         )
       ) $$,
  'a policy is for one verb and for people who signed in, and there is one a verb'
);
select results_eq(
  $$ select distinct t.name from pg_policy p join our_tables t on t.oid = p.polrelid where p.polpermissive order by 1 $$,
  $$ select t.name from pg_policy p join our_tables t on t.oid = p.polrelid
     where not p.polpermissive and p.polcmd = '*'
       and pg_get_expr(p.polqual, p.polrelid) = '(NOT ( SELECT private.lacks_second_factor() AS lacks_second_factor))'
     order by 1 $$,
  'but where there is one, a second factor comes first, for every verb'
);

select finish();
rollback;
