begin;
\ir helpers.psql
select plan(30);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as owners;
grant select on ids to anon, authenticated, service_role;
-- The service role has no right on the table, so the row is read for it.
create function pg_temp.row_of_owner() returns setof proxmox_servers language sql security definer set search_path = ''
as $$ select * from public.proxmox_servers where user_id = tests.person('owner') $$;
create function pg_temp.change(
  p_is_active boolean default false, p_host text default 'pve1.example.org', p_name text default 'Server', p_token text default null
) returns setof proxmox_servers language sql as $$
  select changed.* from pg_temp.row_of_owner() o, change_server(
    tests.person('owner'), o.id, o.version, p_name, p_host, 8006, '{"mode": "system"}', p_is_active, p_token, 1::smallint,
    tests.key_check('key check 1'), tests.row_key()
  ) changed
$$;
grant execute on all functions in schema pg_temp to service_role, authenticated;

-- Who may
select tests.act_as('owner');
select throws_ok(
  $$ select deactivate_server(tests.person('admin'), (select owners from ids), 'x') $$, '42501', null, 'people deactivate nothing past the function'
);
select throws_ok($$ select reactivate_server(tests.person('admin'), (select owners from ids)) $$, '42501', null, 'nor reactivate');
select throws_ok($$ update proxmox_servers set deactivated_at = null $$, '42501', null, 'nor write the columns');
select tests.act_as('admin');
select throws_ok(
  $$ select deactivate_server(tests.person('admin'), (select owners from ids), 'x') $$, '42501', null, 'nor do administrators, who go by the function'
);
select tests.act_as_service();
select throws_ok(
  $$ select deactivate_server(tests.person('stranger'), (select owners from ids), 'x') $$, 'PT403', null, 'in the name of who is no administrator nothing is deactivated'
);
select throws_ok(
  $$ select deactivate_server(tests.person('owner'), (select owners from ids), 'x') $$, 'PT403', null, 'not even a server of their own'
);
select throws_ok(
  $$ select reactivate_server(tests.person('stranger'), (select owners from ids)) $$, 'PT403', null, 'nor reactivated'
);
select throws_ok($$ select deactivate_server(tests.person('admin'), gen_random_uuid(), 'x') $$, 'PT404', null, 'a server that is not there is not found');
select throws_ok($$ select reactivate_server(tests.person('admin'), gen_random_uuid()) $$, 'PT404', null, 'in either direction');

-- A reason that can be read
select throws_ok(
  format($$ select deactivate_server(tests.person('admin'), (select owners from ids), %L) $$, reason), '23514', null, 'a reason is a line of text'
) from unnest(array['', ' x', E'a\nb', U&'a\202Eb', repeat('x', 501)]) reason;
select throws_ok(
  $$ select deactivate_server(tests.person('admin'), (select owners from ids), null) $$, '23514', null, 'and there is one'
);

select results_eq(
  $$ select is_active, deactivated_by, deactivated_reason, version from deactivate_server(tests.person('admin'), (select owners from ids), 'Scans our network') $$,
  $$ values (false, tests.person('admin'), 'Scans our network', 2) $$,
  'an administrator switches a server off, and says why'
);
select results_eq(
  $$ select deactivated_reason from deactivate_server(tests.person('admin'), (select owners from ids), 'Still does') $$, $$ values ('Still does') $$,
  'and may say it better'
);

-- What is left to the owner
select tests.act_as('owner');
select results_eq(
  $$ select is_active, deactivated_reason from proxmox_servers where deactivated_at is not null $$, $$ values (false, 'Still does') $$, 'the owner reads why'
);
select tests.act_as_service();
select throws_ok($$ select * from pg_temp.change(true) $$, 'PT409', 'an administrator has switched this server off', 'the owner does not switch it on again');
select throws_ok(
  $$ select * from pg_temp.change(p_host => 'pve9.example.org', p_token => tests.token()) $$, 'PT409', 'an administrator has switched this server off', 'nor moves it out of the way'
);
select throws_ok(
  $$ select remove_server(tests.person('owner'), (select owners from ids)) $$, 'PT409', 'an administrator has switched this server off', 'nor removes it, to add it anew'
);
select throws_ok($$ select remove_server(tests.person('stranger'), (select owners from ids)) $$, 'PT404', null, 'to a stranger it is as absent as ever');
select lives_ok($$ select * from pg_temp.change(p_name => 'Renamed') $$, 'but renames it');
select lives_ok($$ select * from pg_temp.change(p_token => tests.token('other')) $$, 'and replaces the token');
select tests.act_as_operator();
select throws_ok(
  $$ update proxmox_servers set is_active = true where id = (select owners from ids) $$, '23514', null, 'what is deactivated is not active, whoever writes'
);

-- Back again
select tests.act_as_service();
select results_eq(
  $$ select is_active, deactivated_at, deactivated_by, deactivated_reason, was_active from reactivate_server(tests.person('admin'), (select owners from ids)) $$,
  $$ values (true, null::timestamptz, null::uuid, null, null::boolean) $$,
  'an administrator gives it back as it was'
);
select lives_ok($$ select * from pg_temp.change(false) $$, 'its owner may switch it off');
select deactivate_server(tests.person('admin'), (select owners from ids), 'x');
select results_eq(
  $$ select is_active from reactivate_server(tests.person('admin'), (select owners from ids)) $$, $$ values (false) $$,
  'and what the owner had switched off comes back switched off'
);
select results_eq(
  $$ select is_active from reactivate_server(tests.person('admin'), (select owners from ids)) $$, $$ values (false) $$, 'also when it is given back twice'
);
select lives_ok($$ select remove_server(tests.person('owner'), (select owners from ids)) $$, 'then it can be removed');

select finish();
rollback;
