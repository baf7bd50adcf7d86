begin;
\ir helpers.psql
select plan(16);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');

select tests.act_as('admin');
insert into vm_assignments (user_id, vmid, can_power) values (tests.person('owner'), 101, true), (tests.person('stranger'), 102, false);
select results_eq(
  $$ select vmid, can_view, can_console, can_power from vm_assignments where user_id = tests.person('owner') $$, $$ values (101, true, false, true) $$,
  'an administrator assigns a guest, to be seen and nothing more unless said'
);
select lives_ok($$ update vm_assignments set can_console = true, node = 'pve1' where vmid = 101 $$, 'an administrator changes an assignment');
select throws_ok($$ update vm_assignments set user_id = tests.person('stranger') $$, '42501', null, 'but does not hand one over');
select throws_ok(
  $$ insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 101) $$, '23505', null, 'a guest is assigned once to a person'
);
select throws_ok(
  $$ insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 99) $$, '23514', null, 'P02: a VMID begins at 100'
);
select throws_ok(
  $$ insert into vm_assignments (user_id, vmid, node) values (tests.person('owner'), 103, '../x') $$, '23514', null, 'P01: a node name is one'
);
select throws_ok(
  $$ insert into vm_assignments (user_id, vmid, can_view, can_power) values (tests.person('owner'), 103, false, true) $$, '23514', null,
  'who may operate a guest may see it'
);

select tests.act_as('owner');
select results_eq($$ select vmid from vm_assignments $$, $$ values (101) $$, 'people see their own assignments and no others');
select throws_ok(
  $$ insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 102) $$, '42501', null, 'nobody assigns themselves a guest'
);
select is_empty($$ update vm_assignments set can_power = true returning id $$, 'nobody adds to their permissions');
select is_empty($$ delete from vm_assignments returning id $$, 'nobody drops an assignment');

select tests.act_as_nobody();
select throws_ok($$ select id from vm_assignments $$, '42501', null, 'nobody without sign-in sees assignments');
select tests.act_as_service();
select throws_ok($$ select id from vm_assignments $$, '42501', null, 'the service role has no business here');

select tests.act_as_operator();
update private.settings set admin_requires_mfa = true;
select tests.act_as('admin', '{"aal": "aal1"}');
select throws_ok(
  $$ insert into vm_assignments (user_id, vmid) values (tests.person('owner'), 104) $$, '42501', null, 'S19: no assignment without the second factor'
);
select tests.act_as('admin', '{"aal": "aal2"}');
select isnt_empty($$ delete from vm_assignments where vmid = 101 returning id $$, 'an administrator takes an assignment back');
select tests.act_as_operator();
delete from auth.users where email = 'stranger@example.org';
select is_empty($$ select 1 from vm_assignments where user_id = tests.person('stranger') $$, 'an account that is deleted takes its assignments along');

select finish();
rollback;
