begin;
\ir helpers.psql
select plan(32);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');

-- Bootstrap, on a database that may hold other people already
delete from user_roles where role = 'admin' and user_id <> tests.person('admin');
insert into auth.users (id, email) values ('00000000-0000-0000-0000-000000000001', 'unconfirmed@example.org');
select throws_ok(
  $$ select private.bootstrap_admin('owner@example.org') $$, 'PT409', null, 'where there is an administrator, bootstrap makes no second'
);
select throws_ok($$ delete from user_roles where role = 'admin' $$, 'PT409', null, 'S23: not even the operator removes the last one');
delete from auth.users where email = 'admin@example.org';
select is_empty($$ select 1 from user_roles where role = 'admin' $$, 'an account that is deleted takes the role along');
select throws_ok(
  $$ select private.bootstrap_admin('unconfirmed@example.org') $$, 'PT404', null, 'S22: bootstrap wants a confirmed address'
);
select throws_ok($$ select private.bootstrap_admin('nobody@example.org') $$, 'PT404', null, 'bootstrap wants somebody who signed up');
select throws_ok($$ select private.bootstrap_admin(null) $$, 'PT404', null, 'bootstrap wants an address');
select is(private.bootstrap_admin('OWNER@example.org'), tests.person('owner'), 'bootstrap makes one administrator');
select ok(private.has_role(tests.person('owner'), 'admin'), 'who has the role then');

-- Somebody who signed in
select tests.act_as('stranger');
select results_eq(
  $$ select user_id, role from user_roles $$, $$ values (tests.person('stranger'), 'user'::app_role) $$,
  'people see their own roles and no others'
);
select is(public.has_role(tests.person('stranger'), 'user'), true, 'people may ask whether they are users');
select is(public.has_role(tests.person('stranger'), 'admin'), false, 'people may ask whether they are administrators');
select throws_ok(
  $$ select public.has_role(tests.person('owner'), 'admin') $$, '42501', null, 'S18: people may not ask about others'
);
select throws_ok(
  $$ select public.has_role(gen_random_uuid(), 'admin') $$, '42501', null, 'S18: nor about people who do not exist'
);
select throws_ok($$ select public.has_role(null, 'admin') $$, '42501', null, 'S18: nor about no one');
select is(public.is_admin(), false, 'a user is no administrator');
select throws_ok(
  $$ insert into user_roles (user_id, role) values (tests.person('stranger'), 'admin') $$, '42501', null,
  'S17: nobody makes themselves an administrator'
);
select throws_ok($$ update user_roles set role = 'admin' $$, '42501', null, 'S17: nobody changes their role');
select is_empty($$ delete from user_roles returning role $$, 'nobody removes a role');
select throws_ok($$ select private.bootstrap_admin('stranger@example.org') $$, '42501', null, 'bootstrap is not for the API');
select throws_ok($$ select private.is_admin() $$, '42501', null, 'private cannot be called by name');

-- Administrator
select tests.act_as('owner');
select is(public.is_admin(), true, 'the administrator is one');
select is(public.has_role(tests.person('stranger'), 'user'), true, 'an administrator may ask about others');
insert into user_roles (user_id, role) values (tests.person('stranger'), 'admin');
select results_eq(
  $$ select granted_by from user_roles where user_id = tests.person('stranger') and role = 'admin' $$,
  $$ values (tests.person('owner')) $$,
  'an administrator makes another, and it is known who'
);
select throws_ok(
  $$ insert into user_roles (user_id, role, granted_by) values (tests.person('third'), 'admin', tests.person('stranger')) $$, '42501', null,
  'but not in the name of somebody else'
);
select throws_ok(
  $$ insert into user_roles (user_id, role) values (tests.person('stranger'), 'user') $$, '42501', null, 'and gives no other role'
);
delete from user_roles where user_id = tests.person('stranger') and role = 'admin';
select is_empty(
  $$ select 1 from user_roles where user_id = tests.person('stranger') and role = 'admin' $$, 'an administrator takes the role back'
);
select is_empty($$ delete from user_roles where role = 'user' returning role $$, 'everybody stays a user');
select throws_ok(
  $$ delete from user_roles where user_id = tests.person('owner') and role = 'admin' $$, 'PT409', 'the last administrator stays',
  'S23: the last administrator stays'
);

-- With a second factor required
select tests.act_as_operator();
update private.settings set admin_requires_mfa = true;
select tests.act_as('owner', '{"aal": "aal1"}');
select is(public.is_admin(), false, 'S19: without the second factor an administrator is a user');
select tests.act_as('owner', '{"aal": "aal2"}');
select is(public.is_admin(), true, 'with it an administrator');

-- Without sign-in
select tests.act_as_nobody();
select throws_ok($$ select user_id from user_roles $$, '42501', null, 'nobody without sign-in sees roles');
select throws_ok($$ select public.has_role(gen_random_uuid(), 'admin') $$, '42501', null, 'nobody without sign-in asks');

select finish();
rollback;
