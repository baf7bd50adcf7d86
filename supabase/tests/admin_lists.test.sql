-- What administrators see of everybody: people, servers, the state of the installation.
begin;
\ir helpers.psql
select plan(40);
select tests.person('olivia'), tests.person('stranger'), tests.admin('admin');
update profiles set name = 'Olivia' where id = tests.person('olivia');
update auth.users set last_sign_in_at = '2026-01-02 03:04:05+00' where id = tests.person('olivia');
create temporary table ids as
  select tests.server('olivia', 'pve1.example.org') as pve1, tests.server('olivia', 'pve2.example.org') as pve2, tests.server('olivia', 'pve3.example.org') as pve3;
grant select on ids to authenticated;
update proxmox_servers set last_error_code = 'timeout' where id = (select pve2 from ids);
select deactivate_server(tests.person('admin'), (select pve3 from ids), 'Why not');
insert into vm_assignments (user_id, vmid) values (tests.person('olivia'), 101), (tests.person('olivia'), 102);
insert into assignment_rules (user_id, kind, value) values (tests.person('olivia'), 'tag', 'web');

-- Administrators alone
select tests.act_as('olivia');
select throws_ok($$ select * from list_people() $$, 'PT403', null, 'people do not list people');
select throws_ok($$ select * from list_all_servers() $$, 'PT403', null, 'nor the servers of others');
select throws_ok($$ select * from installation_state() $$, 'PT403', null, 'nor the state of the installation');
select throws_ok($$ select * from vault_keys('{}') $$, '42501', null, 'nor the keys in use');
select tests.act_as_nobody();
select throws_ok(format('select * from %s()', name), '42501', null, 'nobody without sign-in calls ' || name)
  from unnest(array['list_people', 'list_all_servers', 'installation_state']) name;
select tests.act_as_service();
select throws_ok(format('select * from %s()', name), '42501', null, 'nor does the service role call ' || name)
  from unnest(array['list_people', 'list_all_servers', 'installation_state']) name;
select tests.act_as_operator();
update private.settings set admin_requires_mfa = true;
select tests.act_as('admin', '{"aal": "aal1"}');
select throws_ok(format('select * from %s()', name), 'PT403', null, 'S19: not without the second factor: ' || name)
  from unnest(array['list_people', 'list_all_servers', 'installation_state']) name;
select tests.act_as('admin', '{"aal": "aal2"}');
select isnt_empty(format('select * from %s()', name), 'but with it: ' || name)
  from unnest(array['list_people', 'list_all_servers', 'installation_state']) name;
select is((select admin_requires_mfa from installation_state()), true, 'whether it is required is shown');
select tests.act_as_operator();
update private.settings set admin_requires_mfa = false;

-- People
select tests.act_as('admin');
select results_eq(
  $$ select id, email, name, is_admin, last_sign_in_at, servers, failing_servers, deactivated_servers, assignments, rules, total
     from list_people('OLIVIA') $$,
  $$ values (tests.person('olivia'), 'olivia@example.org', 'Olivia', false, '2026-01-02 03:04:05+00'::timestamptz, 3, 1, 1, 2, 1, 1) $$,
  'a person is found by name or address, with what they have'
);
select results_eq($$ select id from list_people(' olivia@EX ') $$, $$ values (tests.person('olivia')) $$, 'by any part of it');
select is_empty($$ select 1 from list_people('%') $$, 'what is sought is text and no pattern');
select ok((select bool_and(is_admin) and count(*) > 0 from list_people(p_admins_only => true)), 'administrators alone can be asked for');
select results_eq(
  $$ select count(*)::integer from list_people(p_limit => 2) $$, $$ values (2) $$, 'a page is as long as was asked for'
);
select ok(
  (select total from list_people(p_limit => 1)) = (select count(*) from profiles), 'and says how many there are'
);
select results_eq(
  $$ select id from list_people(p_limit => 1, p_offset => 1) $$, $$ select id from list_people() offset 1 limit 1 $$, 'pages follow each other'
);
select results_eq(
  $$ select servers from list_people(p_sort => 'servers', p_limit => 3) $$,
  $$ select servers from list_people(p_limit => 100) order by servers desc limit 3 $$, 'in the order of servers'
);
select is((select id from list_people(p_sort => 'last_sign_in') limit 1), (select id from list_people() where last_sign_in_at is not null order by last_sign_in_at desc limit 1), 'of sign-ins');
select results_eq(
  $$ select id from list_people(p_sort => 'name', p_limit => 100) where email like '%@example.org' and id in (tests.person('olivia'), tests.person('admin')) $$,
  $$ values (tests.person('admin')), (tests.person('olivia')) $$, 'or names'
);
select lives_ok($$ select * from list_people(null, null, null, -1, -1) $$, 'what makes no sense does no harm');
select tests.act_as_operator();
select tests.person('crowd ' || n) from generate_series(1, 120) n;
select tests.act_as('admin');
select is((select count(*)::integer from list_people(p_limit => 100000)), 100, 'a page has an end');

-- Their second factors, where Auth knows any
select tests.act_as_operator();
do $$
begin
  if to_regclass('auth.mfa_factors') is null then
    create table auth.mfa_factors (id uuid primary key, user_id uuid not null, status text not null);
  end if;
end
$$;
insert into auth.mfa_factors (id, user_id, status)
  values (gen_random_uuid(), tests.person('olivia'), 'verified'), (gen_random_uuid(), tests.person('stranger'), 'unverified');
delete from user_roles where role = 'admin' and user_id <> tests.person('admin');
insert into user_roles (user_id, role) values (tests.person('olivia'), 'admin');
select tests.act_as('admin');
select results_eq(
  $$ select has_second_factor from list_people('olivia') union all select has_second_factor from list_people('stranger@example.org') $$,
  $$ values (true), (false) $$, 'who has a second factor'
);
select results_eq(
  $$ select admins, admins_without_second_factor from installation_state() $$, $$ values (2, 1) $$, 'and how many administrators have none'
);

-- Servers
select results_eq(
  $$ select id, user_id, owner_name, owner_email, deactivated_reason, total from list_all_servers('olivia', p_state => 'deactivated') $$,
  $$ select pve3, tests.person('olivia'), 'Olivia', 'olivia@example.org', 'Why not', 1 from ids $$,
  'a server is found by its owner, and says whose it is'
);
select results_eq($$ select id from list_all_servers('PVE2.example', p_user_id => tests.person('olivia'), p_state => 'failing') $$, $$ select pve2 from ids $$, 'or by its host and state');
select results_eq(
  $$ select id from list_all_servers(p_user_id => tests.person('olivia'), p_state => 'active') $$, $$ select unnest(array[pve1, pve2]) from ids $$,
  'all of one person'
);
select is_empty($$ select 1 from list_all_servers(p_user_id => tests.person('olivia'), p_state => 'inactive') $$, 'deactivated is not switched off by its owner');
select results_eq(
  $$ select id, total from list_all_servers(p_user_id => tests.person('olivia'), p_limit => 1, p_offset => 2) $$, $$ select pve3, 3 from ids $$, 'in pages'
);

-- Health
select ok(
  (select servers >= 3 and deactivated_servers >= 1 and failing_servers >= 1 and (failures ->> 'timeout')::integer >= 1 from installation_state()),
  'the state counts servers and failures'
);
select ok(
  (select postgres_version ~ '^\d+' and (migrations is null or newest_migration ~ '^\d{14}$') from installation_state()), 'and names versions'
);
select tests.act_as_service();
select ok(
  (select tokens >= 3 and fits from vault_keys(jsonb_build_object('1', tests.key_check('key check 1'))) where key_id = 1),
  'C07: each key with the number of its tokens, and whether it is the one that sealed them'
);
select results_eq(
  $$ select fits from vault_keys('{"1": "another"}') where key_id = 1 union all select fits from vault_keys('{}') where key_id = 1 $$,
  $$ values (false), (null) $$, 'C07: a key that is another one, and one that is not configured'
);

select finish();
rollback;
