begin;
\ir helpers.psql
select plan(41);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');

select tests.act_as('admin');
insert into assignment_rules (user_id, kind, value, can_console)
  values (tests.person('owner'), 'tag', 'web', true), (tests.person('stranger'), 'pool', 'lab/a', false);
select results_eq(
  $$ select kind, value, can_view, can_console, can_power from assignment_rules where user_id = tests.person('owner') $$,
  $$ values ('tag', 'web', true, true, false) $$,
  'an administrator makes a rule, to see and nothing more unless said'
);
select lives_ok($$ update assignment_rules set can_power = true where value = 'web' $$, 'and changes what it allows');
select throws_ok($$ update assignment_rules set value = 'other' $$, '42501', null, 'but not what it is about');
select throws_ok($$ update assignment_rules set user_id = tests.person('stranger') $$, '42501', null, 'nor whom');
select throws_ok(
  $$ insert into assignment_rules (user_id, kind, value) values (tests.person('owner'), 'tag', 'web') $$, '23505', null, 'a tag is assigned once to a person'
);
select throws_ok(
  format($$ insert into assignment_rules (user_id, kind, value) values (tests.person('owner'), %L, %L) $$, kind, value), '23514', null,
  format('no %s: %s', kind, left(value, 20))
) from (values
  ('node', 'pve1'), ('tag', ''), ('tag', 'a b'), ('tag', 'a;b'), ('tag', '-a'), ('tag', repeat('a', 129)), ('pool', ''), ('pool', 'a//b'), ('pool', '/a'),
  ('pool', 'a/b/c/d'), ('pool', E'a\n')
) bad (kind, value);
select throws_ok(
  $$ insert into assignment_rules (user_id, kind, value, can_view, can_power) values (tests.person('owner'), 'tag', 'x', false, true) $$, '23514', null,
  'who may operate a guest may see it'
);

-- The others
select tests.act_as('owner');
select results_eq($$ select value from assignment_rules $$, $$ values ('web') $$, 'people see their own rules and no others');
select throws_ok(
  $$ insert into assignment_rules (user_id, kind, value) values (tests.person('owner'), 'tag', 'x') $$, '42501', null, 'nobody makes a rule for themselves'
);
select is_empty($$ update assignment_rules set can_power = true returning id $$, 'nobody adds to what a rule allows');
select is_empty($$ delete from assignment_rules returning id $$, 'nobody drops a rule');
select throws_ok(
  $$ select assign_guests(array[tests.person('owner')], array[101]) $$, '42501', null, 'nobody assigns themselves guests in bulk'
);
select throws_ok($$ select unassign_guests(array[tests.person('stranger')], array[101]) $$, '42501', null, 'nor takes them from others');
select tests.act_as_nobody();
select throws_ok($$ select id from assignment_rules $$, '42501', null, 'nobody without sign-in sees rules');
select throws_ok($$ select assign_guests('{}', '{}') $$, '42501', null, 'nor assigns');
select tests.act_as_service();
select throws_ok($$ select id from assignment_rules $$, '42501', null, 'the service role has no business here');

-- In bulk
select tests.act_as('admin');
insert into vm_assignments (user_id, vmid, node) values (tests.person('owner'), 101, 'pve1');
select is(
  assign_guests(array[tests.person('owner'), tests.person('stranger'), gen_random_uuid()], array[101, 102, 102, 103], p_can_console => true), 6,
  'many guests to many people; who is not there is passed over'
);
select results_eq(
  $$ select vmid, node, can_console, can_power from vm_assignments where user_id = tests.person('owner') order by vmid $$,
  $$ values (101, 'pve1', true, false), (102, null, true, false), (103, null, true, false) $$,
  'what was assigned already gets the new rights, and stays on its node'
);
select is(
  assign_guests(array[tests.person('owner'), tests.person('stranger')], array[101, 102, 103], p_can_console => true), 0, 'once more changes nothing'
);
select is(
  (select count(*)::integer from audit_log where owner = tests.person('stranger') and action = 'assignment.grant'), 3, 'and each is in the log once'
);
select throws_ok($$ select assign_guests(array[tests.person('owner')], array[99]) $$, '23514', null, 'P02: a VMID begins at 100');
select throws_ok(
  $$ select assign_guests(array_fill(tests.person('owner'), array[100]), array_fill(101, array[51])) $$, 'PT413', null, 'a bulk has an end'
);
select is(unassign_guests(array[tests.person('owner'), tests.person('stranger')], array[102, 103, 104]), 4, 'and back');
select results_eq(
  $$ select vmid from vm_assignments where user_id = tests.person('owner') $$, $$ values (101) $$, 'what was not named stays'
);
delete from assignment_rules where user_id = tests.person('stranger');
select results_eq(
  $$ select action, owner, detail ->> 'kind', detail ->> 'value' from audit_log where action like 'rule.%' order by id desc limit 2 $$,
  $$ values ('rule.revoke', tests.person('stranger'), 'pool', 'lab/a'), ('rule.change', tests.person('owner'), 'tag', 'web') $$,
  'A03: rules are in the log'
);

-- With the second factor required
select tests.act_as_operator();
update private.settings set admin_requires_mfa = true;
select tests.act_as('admin', '{"aal": "aal1"}');
select throws_ok(
  $$ insert into assignment_rules (user_id, kind, value) values (tests.person('owner'), 'tag', 'x') $$, '42501', null, 'S19: no rule without the second factor'
);
select throws_ok($$ select assign_guests(array[tests.person('owner')], array[101]) $$, '42501', null, 'S19: nor a bulk');
select tests.act_as('admin', '{"aal": "aal2"}');
select is(assign_guests(array[tests.person('owner')], array[104]), 1, 'with it both');

-- A console that a rule has opened
select tests.act_as_operator();
insert into auth.sessions (id, user_id) values ('00000000-0000-0000-0000-000000000001', tests.person('owner'));
create temporary table rule as select id from assignment_rules where value = 'web';
create temporary table console (id uuid);
grant select on rule to service_role;
grant select, insert on console to service_role;
create function pg_temp.open() returns boolean language plpgsql as $$
begin
  perform issue_console_ticket(
    tests.person('owner'), '00000000-0000-0000-0000-000000000001', null, 'pve1', 'qemu', 200, 'vnc', null, tests.row_key('a'), (select id from rule)
  );
  insert into console select console_id from redeem_console_ticket(tests.row_key('a'));
  return renew_console((select id from console));
end
$$;
grant execute on all functions in schema pg_temp to service_role;
select tests.act_as_service();
select ok(pg_temp.open(), 'a console by a rule is renewed');
select tests.act_as_operator();
update assignment_rules set can_console = false where value = 'web';
select tests.act_as_service();
select ok(not renew_console((select id from console)), 'it ends when the rule allows it no longer');
select tests.act_as_operator();
update assignment_rules set can_console = true where value = 'web';
delete from assignment_rules where value = 'web';
select tests.act_as_service();
select ok(not renew_console((select id from console)), 'and with the rule');

select finish();
rollback;
