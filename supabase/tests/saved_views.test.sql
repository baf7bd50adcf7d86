begin;
\ir helpers.psql
select plan(33);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');

-- Owner
select tests.act_as('owner');
insert into saved_views (name, query) values ('Web servers', 'q=tag%3Aweb&sort=cpu');
select results_eq(
  $$ select user_id, slot, name, query, is_default from saved_views $$,
  $$ values (tests.person('owner'), 1::smallint, 'Web servers', 'q=tag%3Aweb&sort=cpu', false) $$,
  'a view is its maker''s'
);
select throws_ok(
  $$ insert into saved_views (user_id, name, query) values (tests.person('stranger'), 'x', '') $$, '42501', null,
  'people keep no views for others'
);
select throws_ok($$ insert into saved_views (slot, name, query) values (7, 'x', '') $$, '42501', null, 'nor choose their slots');
select throws_ok($$ update saved_views set user_id = tests.person('stranger') $$, '42501', null, 'nor give them away');
select throws_ok($$ update saved_views set slot = 2 $$, '42501', null, 'nor move them');
select throws_ok($$ update saved_views set created_at = 'epoch' $$, '42501', null, 'nor change when they were made');
select throws_ok($$ truncate saved_views $$, '42501', null, 'nor empty the table, which row-level security would not see');
update saved_views set name = 'Web', query = 'q=web';
select results_eq($$ select name, query from saved_views $$, $$ values ('Web', 'q=web') $$, 'people change their views');
select ok((select updated_at >= created_at from saved_views), 'and see when');

-- Names and queries
select throws_ok($$ insert into saved_views (name, query) values ('', '') $$, '23514', null, 'a view has a name');
select lives_ok($$ insert into saved_views (name, query) values (repeat('ü', 60), '') $$, 'of up to 60 characters');
select throws_ok($$ insert into saved_views (name, query) values (repeat('x', 61), '') $$, '23514', null, 'and no more');
select throws_ok($$ insert into saved_views (name, query) values (' x', '') $$, '23514', null, 'that does not begin with a space');
select throws_ok($$ insert into saved_views (name, query) values (E'a\nb', '') $$, '23514', null, 'X02: nor holds a control character');
select throws_ok($$ insert into saved_views (name, query) values (U&'a\202Eb', '') $$, '23514', null, 'X02: nor one that turns the direction');
select throws_ok($$ insert into saved_views (name, query) values ('Web', '') $$, '23505', null, 'there is one of a name');
select lives_ok($$ insert into saved_views (name, query) values ('Long', repeat('q', 2000)) $$, 'a query may be long');
select throws_ok($$ insert into saved_views (name, query) values ('x', repeat('q', 2001)) $$, '23514', null, 'but has an end');
select throws_ok(
  $$ insert into saved_views (name, query) values ('x', query) $$, '42703', null, 'a query is a value'
);
select is(
  (select count(*) from unnest(array['a b', '?q=1', 'q=1#x', U&'q=\00fc', E'q=\n']) given
    where not given ~ '^[!-~]*$' or given ~ '^[?]|#'),
  5::bigint, 'the pattern of the check keeps out what is no query'
);
select throws_ok($$ update saved_views set query = '?q=1' where name = 'Web' $$, '23514', null, 'and the check has it');

-- The default
update saved_views set is_default = true where name = 'Web';
insert into saved_views (name, query, is_default) values ('Mine', 'q=mine', true);
select results_eq($$ select name from saved_views where is_default $$, $$ values ('Mine') $$, 'a new default takes the place of the old one');
update saved_views set is_default = true where name = 'Web';
select results_eq($$ select name from saved_views where is_default $$, $$ values ('Web') $$, 'also one that was there before');
select throws_ok($$ update saved_views set is_default = true $$, null, null, 'all at once are not the default');

-- The limit
insert into saved_views (name, query) select 'View ' || n, '' from generate_series(1, 96) n;
select throws_ok(
  $$ insert into saved_views (name, query) values ('One too many', '') $$, 'PT409', 'all 100 saved views are used', 'a hundred views, and no more'
);
delete from saved_views where name = 'View 50';
select lives_ok($$ insert into saved_views (name, query) values ('In its place', '') $$, 'a place that is free again is used');

-- Stranger, administrator, nobody, the service role
select tests.act_as('stranger');
select is_empty($$ select 1 from saved_views $$, 'a stranger sees no view');
select is_empty($$ update saved_views set name = 'Mine', is_default = true returning 1 $$, 'a stranger changes no view');
select is_empty($$ delete from saved_views returning 1 $$, 'a stranger deletes no view');
select tests.act_as('admin');
select is_empty($$ select 1 from saved_views $$, 'an administrator sees nobody''s views');
select is_empty($$ delete from saved_views returning 1 $$, 'and deletes none');
select tests.act_as_nobody();
select throws_ok($$ select 1 from saved_views $$, '42501', null, 'nobody without sign-in sees a view');
select tests.act_as_service();
select throws_ok($$ select 1 from saved_views $$, '42501', null, 'nor does the service role');

select finish();
rollback;
