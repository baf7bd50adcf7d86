begin;
\ir helpers.psql
select plan(12);
select tests.person('owner'), tests.person('stranger');

select tests.act_as('owner');
select throws_ok($$ select take_from_limit(tests.person('owner'), 'test', 1, 60) $$, '42501', null, 'people do not count for themselves');
select throws_ok($$ delete from private.rate_limits $$, '42501', null, 'nor forget what was counted');

-- A window of ten thousand years, so that none ends during the test.
select tests.act_as_service();
create function pg_temp.take(p_count integer default 1, p_person text default 'owner', p_action text default 'test') returns boolean
  language sql as $$ select take_from_limit(tests.person(p_person), p_action, 3, 2000000000, p_count) = 0 $$;
select is(array[pg_temp.take(), pg_temp.take(2)], array[true, true], 'what is within the limit is let through, one or many');
select is(pg_temp.take(), false, 'what is above it is not');
select is(pg_temp.take(p_person => 'stranger'), true, 'each person has a limit of their own');
select is(pg_temp.take(p_action => 'list'), true, 'and each action');
select is(pg_temp.take(3, p_action => 'bulk'), true, 'a bulk takes what it holds');
select is(pg_temp.take(4, p_action => 'huge'), false, 'one that is larger than the limit is refused');
select is(pg_temp.take(3, p_action => 'huge'), true, 'and what is refused is not counted');
select cmp_ok(
  take_from_limit(tests.person('owner'), 'short', 0, 60), '<=', 60, 'who is refused learns how long to wait'
);
select cmp_ok(take_from_limit(tests.person('owner'), 'short', 0, 60), '>=', 1, 'and it is not no time');

-- Pruning comes with one call in a hundred: with all of these at least once.
select is(
  (select count(*) from generate_series(1, 1100) where take_from_limit(tests.person('owner'), 'long', 1000, 2000000000) = 0), 1000::bigint,
  'R01: a window that runs for long is not forgotten by the pruning'
);

select finish();
rollback;
