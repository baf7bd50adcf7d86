-- A second factor counts in every policy, not only in the page that asks for its code.
begin;
\ir helpers.psql
select plan(17);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as owners;
insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 101);
insert into assignment_rules (user_id, kind, value) values (tests.person('owner'), 'tag', 'web');
select write_audit(jsonb_build_array(jsonb_build_object(
  'actor', tests.person('owner'), 'owner', tests.person('owner'), 'action', 'guest.start', 'outcome', 'ok'
)));
select tests.act_as('owner');
insert into saved_views (name, query) values ('Web', 'q=web');
select tests.act_as_operator();
create function pg_temp.rows_seen() returns text[] language sql as $$
  select array_agg(name order by name) from (
    select 'audit_log' from audit_log
    union select 'assignment_rules' from assignment_rules
    union select 'profiles' from profiles
    union select 'proxmox_servers' from proxmox_servers
    union select 'saved_views' from saved_views
    union select 'user_roles' from user_roles
    union select 'vm_assignments' from vm_assignments
  ) as seen (name)
$$;
grant execute on function pg_temp.rows_seen() to authenticated;
create temporary table everything as select array[
  'assignment_rules', 'audit_log', 'profiles', 'proxmox_servers', 'saved_views', 'user_roles', 'vm_assignments'
] as tables;
grant select on everything to authenticated;

do $$
begin
  if to_regclass('auth.mfa_factors') is null then
    create table auth.mfa_factors (id uuid primary key, user_id uuid not null references auth.users (id) on delete cascade, status text not null);
  end if;
end
$$;

-- Nobody has one
select tests.act_as('owner');
select is(pg_temp.rows_seen(), (select tables from everything), 'without a second factor the password is enough');
select tests.act_as_operator();
insert into auth.mfa_factors (id, user_id, status) values (gen_random_uuid(), tests.person('owner'), 'unverified');
select tests.act_as('owner', '{"aal": "aal1"}');
select is(pg_temp.rows_seen(), (select tables from everything), 'so it is while one is being set up');

-- The owner has one
select tests.act_as_operator();
update auth.mfa_factors set status = 'verified';
select tests.act_as('owner', '{"aal": "aal1"}');
select is(pg_temp.rows_seen(), null::text[], 'J06 after the password alone every table is empty');
select is(export_own_data() -> 'servers', '[]', 'there is nothing to export');
select is_empty($$ update profiles set name = 'Mallory' returning 1 $$, 'nothing to change');
select is_empty($$ delete from saved_views returning 1 $$, 'nothing to delete');
select throws_ok($$ insert into saved_views (name, query) values ('Mine', '') $$, '42501', null, 'and nothing to be put there');
select tests.act_as('owner');
select is(pg_temp.rows_seen(), null::text[], 'a token that does not say how sure Auth is counts as one for the password');
select tests.act_as('owner', '{"aal": "aal3"}');
select is(pg_temp.rows_seen(), null::text[], 'and so does one that says something unheard of');
select tests.act_as('owner', '{"aal": "aal2"}');
select is(pg_temp.rows_seen(), (select tables from everything), 'after the code all is there');
select isnt_empty($$ update profiles set name = 'Ana' returning 1 $$, 'and theirs to change');
select tests.act_as('stranger', '{"aal": "aal1"}');
select is(pg_temp.rows_seen(), array['profiles', 'user_roles'], 'another one''s second factor is nobody else''s');

-- An administrator, where the role does not ask for one
select tests.act_as('admin', '{"aal": "aal1"}');
select ok(is_admin(), 'an administrator without a second factor is one by the password');
select tests.act_as_operator();
insert into auth.mfa_factors (id, user_id, status) values (gen_random_uuid(), tests.person('admin'), 'verified');
select tests.act_as('admin', '{"aal": "aal1"}');
select ok(not is_admin(), 'who has one is none before it is shown');
select throws_ok($$ select list_people() $$, 'PT403', null, 'and sees nobody');
select tests.act_as('admin', '{"aal": "aal2"}');
select ok(is_admin(), 'after it they are');
select isnt_empty($$ select 1 from proxmox_servers where user_id = tests.person('owner') $$, 'and see what administrators see');

select finish();
rollback;
