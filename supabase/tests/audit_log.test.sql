begin;
\ir helpers.psql
select plan(24);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');
create function pg_temp.entry(p_actor text, p_owner text, p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_array(jsonb_build_object(
    'actor', tests.person(p_actor), 'owner', tests.person(p_owner), 'action', 'guest.start', 'outcome', 'attempt', 'server_name', 'Home'
  ) || p_more)
$$;
grant execute on all functions in schema pg_temp to service_role, authenticated;

select tests.act_as_service();
select write_audit(pg_temp.entry('owner', 'owner', '{"vmid": 101, "node": "pve1", "type": "unknown field"}'));
select write_audit(pg_temp.entry('stranger', 'stranger'));
select write_audit(pg_temp.entry('admin', 'owner', '{"outcome": "error", "error_code": "timeout"}'));
select throws_ok($$ select * from audit_log $$, '42501', null, 'the service role writes the log and does not read it');

-- Who reads what
select tests.act_as('owner');
select results_eq(
  $$ select actor, outcome, vmid, server_name, error_code from audit_log order by id $$,
  $$ values (tests.person('owner'), 'attempt', 101, 'Home', null::text), (tests.person('admin'), 'error', null::integer, 'Home', 'timeout') $$,
  'people read what they did, and what others did to what is theirs'
);
select tests.act_as('stranger');
select results_eq($$ select actor from audit_log $$, $$ values (tests.person('stranger')) $$, 'and nothing else');
select tests.act_as('admin');
select ok((select count(*) from audit_log where actor in (tests.person('owner'), tests.person('stranger'))) = 2, 'an administrator reads all of it');
select tests.act_as_nobody();
select throws_ok($$ select id from audit_log $$, '42501', null, 'nobody without sign-in reads it');

-- Who writes it
select tests.act_as('owner');
select throws_ok(
  $$ insert into audit_log (actor, action, outcome) values (tests.person('stranger'), 'guest.stop', 'ok') $$, '42501', null, 'A02: people forge no entry'
);
select throws_ok($$ select write_audit('[]') $$, '42501', null, 'A02: nor by the function');
select throws_ok($$ update audit_log set outcome = 'ok' $$, '42501', null, 'A01: people rewrite nothing');
select throws_ok($$ delete from audit_log $$, '42501', null, 'A01: and delete nothing');
select tests.act_as('admin');
select throws_ok($$ delete from audit_log $$, '42501', null, 'A01: nor do administrators');
select tests.act_as_service();
select throws_ok($$ delete from audit_log $$, '42501', null, 'A01: nor does the service role');
select tests.act_as_operator();
select throws_ok($$ update audit_log set outcome = 'ok' $$, 'PT403', null, 'A01: even the operator has to take a trigger off first');
select throws_ok($$ delete from audit_log $$, 'PT403', null, 'A01: to delete, too');
select throws_ok($$ truncate audit_log $$, 'PT403', null, 'A01: and to empty it');
delete from auth.users where email = 'owner@example.org';
select ok(
  exists (select 1 from audit_log where owner = md5('person owner')::uuid and vmid = 101), 'entries outlive the account'
);

-- No secret, nothing lost
select tests.person('owner');
select write_audit(pg_temp.entry('owner', 'owner', jsonb_build_object(
  'server_name', 'at ' || tests.token() || repeat('x', 200), 'user_agent', 'eyJhbGciOi.eyJzdWIi.c2ln', 'upid', 'sb_secret_abc-def',
  'detail', jsonb_build_object('said', 'PVEAPIToken=' || tests.token())
)));
select results_eq(
  $$ select left(server_name, 29), char_length(server_name), user_agent, upid, detail from audit_log order by id desc limit 1 $$,
  $$ values ('at root@pam!muster=[redacted]', 100, '[redacted]', '[redacted]', '{"redacted": true}'::jsonb) $$,
  'G03: what looks like a secret is taken out, and what is too long is cut'
);
select write_audit(pg_temp.entry('owner', 'owner', jsonb_build_object('detail', jsonb_build_object('long', repeat('x', 5000)))));
select is((select detail from audit_log order by id desc limit 1), '{"redacted": true}', 'a detail without end is left out, its entry is not');
select write_audit(pg_temp.entry('owner', 'owner', '{"detail": {"from": "pin", "to": "ca"}, "server_name": "a\nb"}'));
select results_eq(
  $$ select detail, server_name from audit_log order by id desc limit 1 $$, $$ values ('{"from": "pin", "to": "ca"}'::jsonb, E'a\nb') $$,
  'what is neither stays as it is'
);
select throws_ok($$ select write_audit(pg_temp.entry('owner', 'owner', '{"outcome": "maybe"}')) $$, '23514', null, 'an outcome is one of four');

-- What administrators do directly
select tests.act_as('admin');
insert into user_roles (user_id, role) values (tests.person('stranger'), 'admin');
delete from user_roles where user_id = tests.person('stranger') and role = 'admin';
insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 101);
update vm_assignments set can_power = true where user_id = tests.person('owner');
delete from vm_assignments where user_id = tests.person('owner');
select results_eq(
  $$ select action, actor, owner, vmid, detail from audit_log order by id desc limit 5 $$,
  $$ values
    ('assignment.revoke', tests.person('admin'), tests.person('owner'), 101,
      '{"node": null, "can_view": true, "can_power": true, "can_console": false}'::jsonb),
    ('assignment.change', tests.person('admin'), tests.person('owner'), 101,
      '{"node": null, "can_view": true, "can_power": true, "can_console": false}'),
    ('assignment.grant', tests.person('admin'), tests.person('owner'), 101,
      '{"node": null, "can_view": true, "can_power": false, "can_console": false}'),
    ('role.revoke', tests.person('admin'), tests.person('stranger'), null, '{"role": "admin"}'),
    ('role.grant', tests.person('admin'), tests.person('stranger'), null, '{"role": "admin"}') $$,
  'every role and assignment that is given or taken back is in the log'
);
select tests.act_as_operator();
select is(
  (select count(*) from audit_log where action = 'role.grant' and owner = tests.person('admin') and actor is null), 1::bigint,
  'also what the operator does on the database'
);
select is((select count(*) from audit_log where detail ->> 'role' = 'user'), 0::bigint, 'a sign-up is not a grant');
select is_empty($$ select 1 from audit_log where at > clock_timestamp() $$, 'an entry has its time');
select is(
  (select count(*) from audit_log a where exists (select 1 from audit_log b where b.id < a.id and b.at > a.at)), 0::bigint, 'and they are in its order'
);

select finish();
rollback;
