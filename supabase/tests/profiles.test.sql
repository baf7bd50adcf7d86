begin;
\ir helpers.psql
select plan(22);

-- Sign-up
insert into auth.users (id, email, raw_user_meta_data)
  values ('00000000-0000-0000-0000-000000000001', 'eve@example.org', '{"name": " Eve ", "role": "admin", "roles": ["admin"]}');
select results_eq(
  $$ select email, name, time_zone from profiles where id = '00000000-0000-0000-0000-000000000001' $$,
  $$ values ('eve@example.org', 'Eve', 'UTC') $$,
  'who signs up has a profile'
);
select results_eq(
  $$ select role from user_roles where user_id = '00000000-0000-0000-0000-000000000001' $$,
  $$ values ('user'::app_role) $$,
  'S24: who signs up is a user, whatever role they send along'
);
insert into auth.users (id, email, raw_user_meta_data)
  values ('00000000-0000-0000-0000-000000000002', null, jsonb_build_object('name', repeat('x', 99) || ' long')),
    ('00000000-0000-0000-0000-000000000003', 'b@example.org', jsonb_build_object('name', U&'ab\202Ecd')),
    ('00000000-0000-0000-0000-000000000004', 'c@example.org', null),
    ('00000000-0000-0000-0000-000000000005', 'd@example.org', '"a string"'),
    ('00000000-0000-0000-0000-000000000006', 'e@example.org', '{"name": {"an": "object"}}');
select results_eq(
  $$ select name from profiles where id between '00000000-0000-0000-0000-000000000002' and '00000000-0000-0000-0000-000000000006' order by id $$,
  $$ values (repeat('x', 99)), (''), (''), (''), ('{"an": "object"}') $$,
  'a name that cannot stand does not stop the sign-up'
);
update auth.users set email = 'eve@example.com' where id = '00000000-0000-0000-0000-000000000001';
select is(
  (select email from profiles where id = '00000000-0000-0000-0000-000000000001'), 'eve@example.com',
  'the profile follows a changed address'
);
delete from auth.users where id = '00000000-0000-0000-0000-000000000001';
select is_empty($$ select 1 from profiles where id = '00000000-0000-0000-0000-000000000001' $$, 'a profile goes with its account');

select tests.person('owner'), tests.person('stranger'), tests.admin('admin');

-- Owner
select tests.act_as('owner');
select results_eq($$ select email from profiles $$, $$ values ('owner@example.org') $$, 'people see their own profile and no other');
update profiles set name = 'Olga Österreich', time_zone = 'Europe/Vienna' where id = tests.person('owner');
select results_eq(
  $$ select name, time_zone from profiles $$, $$ values ('Olga Österreich', 'Europe/Vienna') $$,
  'people change their name and time zone'
);
select throws_ok($$ update profiles set email = 'admin@example.org' $$, '42501', null, 'people do not change their address here');
select throws_ok(
  $$ update profiles set id = tests.person('stranger') $$, '42501', null, 'people do not take over another profile'
);
select throws_ok($$ update profiles set created_at = 'epoch' $$, '42501', null, 'people do not change when they signed up');
select throws_ok(
  $$ insert into profiles (id) values (gen_random_uuid()) $$, '42501', null, 'people do not make profiles'
);
select throws_ok($$ delete from profiles $$, '42501', null, 'people do not delete profiles');
select throws_ok($$ update profiles set name = repeat('x', 101) $$, '23514', null, 'a name has an end');
select throws_ok($$ update profiles set name = ' x' $$, '23514', null, 'a name does not begin with a space');
select throws_ok($$ update profiles set name = U&'a\200Bb' $$, '23514', null, 'X02: a name holds no zero-width character');
select throws_ok($$ update profiles set time_zone = 'Europe/Atlantis' $$, '22023', null, 'a time zone exists');
select throws_ok($$ update profiles set time_zone = 'FOO+3' $$, '23514', null, 'a time zone is no rule of one''s own');
select lives_ok(
  $$ update profiles set time_zone = zone
     from unnest(array['America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT-14', 'UTC']) zone $$,
  'a time zone may have three parts, hyphens and an offset'
);

-- Stranger, administrator, nobody
select tests.act_as('stranger');
select is_empty(
  $$ update profiles set name = 'Mine' where id = tests.person('owner') returning id $$, 'a stranger changes no profile'
);
select tests.act_as('admin');
select set_eq(
  $$ select email from profiles where email in ('owner@example.org', 'stranger@example.org') $$,
  array['owner@example.org', 'stranger@example.org'],
  'an administrator sees every profile'
);
select is_empty(
  $$ update profiles set name = 'Renamed' where id = tests.person('owner') returning id $$, 'an administrator renames nobody'
);
select tests.act_as_nobody();
select throws_ok($$ select id from profiles $$, '42501', null, 'nobody without sign-in sees a profile');

select finish();
rollback;
