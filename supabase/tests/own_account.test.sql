begin;
\ir helpers.psql
select plan(28);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as owners, tests.server('stranger', 'pve2.example.org') as strangers;
grant select on ids to authenticated;
insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 101), (tests.person('stranger'), 102);
insert into assignment_rules (user_id, kind, value) values (tests.person('owner'), 'tag', 'web'), (tests.person('stranger'), 'tag', 'web');
select write_audit(jsonb_build_array(jsonb_build_object(
  'actor', tests.person('stranger'), 'owner', tests.person('stranger'), 'action', 'guest.start', 'outcome', 'ok'
)));

-- Settings
select tests.act_as('owner');
select lives_ok($$ update profiles set theme = 'dark' $$, 'people set their theme');
select throws_ok($$ update profiles set theme = 'pink' $$, '23514', null, 'a theme is one of three');

-- Taking everything along
select is(export_own_data() #>> '{profile,email}', 'owner@example.org', 'an export holds the profile');
select is(export_own_data() #>> '{servers,0,host}', 'pve1.example.org', 'the servers');
select is(jsonb_array_length(export_own_data() -> 'servers'), 1, 'and no server of others');
select is(export_own_data() -> 'roles' -> 0 ->> 'role', 'user', 'roles');
select is(export_own_data() -> 'assignments' -> 0 ->> 'vmid', '101', 'assignments');
select is(export_own_data() -> 'assignmentRules' -> 0 ->> 'value', 'web', 'rules');
select is(export_own_data() -> 'activity' -> 0 ->> 'owner', tests.person('owner')::text, 'what was done');
select ok(position('01234567-89ab' in export_own_data()::text) = 0, 'G03: and no token');
select tests.act_as('admin');
select ok(export_own_data()::text !~ (tests.person('owner')::text || '|pve1'), 'an administrator exports no more than their own');
select tests.act_as_nobody();
select throws_ok($$ select export_own_data() $$, '42501', null, 'nobody without sign-in exports anything');
select tests.act_as_operator();
select is_empty(
  $$ select c.conrelid::regclass::text from pg_constraint c
     where c.contype = 'f' and c.confrelid = 'auth.users'::regclass and c.connamespace = 'public'::regnamespace
       and position(c.conrelid::regclass::text in (select prosrc from pg_proc where oid = 'public.export_own_data()'::regprocedure)) = 0 $$,
  'every table that holds something of people''s is in their export'
);

-- Deleting the account
create function pg_temp.session(p_person text, p_age interval) returns jsonb language sql security definer as $$
  insert into auth.sessions (id, user_id, created_at) values (md5('session ' || p_person || p_age)::uuid, tests.person(p_person), now() - p_age)
    on conflict do nothing;
  select jsonb_build_object('session_id', md5('session ' || p_person || p_age))
$$;
create temporary table sessions as
  select pg_temp.session('owner', '1 minute') as new, pg_temp.session('owner', '11 minutes') as old, pg_temp.session('stranger', '1 minute') as strangers,
    pg_temp.session('admin', '1 minute') as admins;
select tests.act_as_nobody();
select throws_ok($$ select delete_own_account() $$, '42501', null, 'nobody without sign-in deletes anything');
select tests.act_as_service();
select throws_ok($$ select delete_own_account() $$, '42501', null, 'nor does the service role');
select tests.act_as('owner');
select throws_ok($$ select delete_own_account() $$, 'PT403', 'sign in again first', 'without a session no account is deleted');
select tests.act_as_operator();
select tests.act_as('owner', (select old from sessions));
select throws_ok($$ select delete_own_account() $$, 'PT403', 'sign in again first', 'nor in one that is old');
select tests.act_as_operator();
select tests.act_as('owner', (select strangers from sessions));
select throws_ok($$ select delete_own_account() $$, 'PT403', 'sign in again first', 'nor in somebody else''s');
select tests.act_as_operator();
delete from user_roles where role = 'admin' and user_id <> tests.person('admin');
select tests.act_as('admin', (select admins from sessions));
select throws_ok($$ select delete_own_account() $$, 'PT409', 'the last administrator stays', 'S23: the last administrator stays');

-- Where the person has a second factor, it is asked for
select tests.act_as_operator();
do $$
begin
  if to_regclass('auth.mfa_factors') is null then
    create table auth.mfa_factors (id uuid primary key, user_id uuid not null references auth.users (id) on delete cascade, status text not null);
  end if;
end
$$;
insert into auth.mfa_factors (id, user_id, status) values (gen_random_uuid(), tests.person('owner'), 'verified');
select tests.act_as('owner', (select new || '{"aal": "aal1"}' from sessions));
select throws_ok($$ select delete_own_account() $$, 'PT403', 'the second factor is needed', 'who has a second factor shows it');

select tests.act_as_operator();
select write_audit(jsonb_build_array(jsonb_build_object(
  'actor', tests.person('owner'), 'owner', tests.person('owner'), 'action', 'guest.stop', 'outcome', 'ok'
)));
insert into private.open_consoles (id, user_id, session_id, server_id, node, vmid)
  select md5('console')::uuid, tests.person('owner'), (new ->> 'session_id')::uuid, owners, 'pve1', 101 from sessions, ids;
select ok(renew_console(md5('console')::uuid), 'a console is open');
select tests.act_as('owner', (select new || '{"aal": "aal2"}' from sessions));
select lives_ok($$ select delete_own_account() $$, 'in a session that is new people delete their account');
select is_empty($$ select 1 from proxmox_servers union all select 1 from profiles $$, 'a token that outlives it sees nothing');
select tests.act_as_operator();
select is_empty(
  $$ select 1 from auth.users where id = md5('person owner')::uuid
     union all select 1 from auth.sessions where user_id = md5('person owner')::uuid
     union all select 1 from private.server_tokens where server_id = (select owners from ids)
     union all select 1 from vm_assignments where user_id = md5('person owner')::uuid
     union all select 1 from assignment_rules where user_id = md5('person owner')::uuid $$,
  'account, sessions, tokens, assignments: all is gone'
);
select ok(not renew_console(md5('console')::uuid), 'a console that was open ends');
select results_eq(
  $$ select actor, owner, outcome, server_name, ip, user_agent, detail from audit_log where action = 'account.delete' $$,
  $$ values (md5('person owner')::uuid, md5('person owner')::uuid, 'ok', null, null, null, '{}'::jsonb) $$,
  'the log keeps that it was done, under an id that is nobody''s'
);
select ok(exists (select 1 from audit_log where action = 'guest.stop' and actor = md5('person owner')::uuid), 'and what was done before');
select ok(
  exists (select 1 from private.server_tokens where server_id = (select strangers from ids)) and exists (select 1 from profiles where id = md5('person stranger')::uuid),
  'what is others'' stays'
);

select finish();
rollback;
