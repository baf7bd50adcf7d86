begin;
\ir helpers.psql
select plan(12);
select tests.person('owner'), tests.admin('admin');

select is_empty($$ select * from private.log_safety() $$, 'G01: with the settings of a new database no parameter is logged');

create function pg_temp.unsafe(p_setting text, p_value text) returns text[] language plpgsql as $$
declare
  found text[];
  before text := current_setting(p_setting);
begin
  perform set_config(p_setting, p_value, true);
  found := (select array_agg(setting) from private.log_safety());
  perform set_config(p_setting, before, true);
  return found;
end
$$;
-- Settings of the whole server cannot be set here by who is no superuser; those of extensions stand for them.
select set_config('auto_explain.log_min_duration', '-1', true), set_config('pgaudit.log_parameter', 'off', true), set_config('pgaudit.log', 'none', true);
select is(pg_temp.unsafe('auto_explain.log_min_duration', '0'), '{auto_explain.log_min_duration}', 'G01: plans in the log are named');
select is(pg_temp.unsafe('auto_explain.log_min_duration', '250ms'), '{auto_explain.log_min_duration}', 'also those of slow statements alone');
select is(pg_temp.unsafe('pgaudit.log_parameter', 'on'), null, 'an extension that logs nothing is safe');
select set_config('pgaudit.log', 'all', true);
select is(pg_temp.unsafe('pgaudit.log_parameter', 'on'), '{pgaudit.log_parameter}', 'G01: one that logs parameters is not');
select set_config('pgaudit.log', 'none', true);

select tests.act_as('owner');
select throws_ok($$ select * from log_safety() $$, 'PT403', null, 'people do not learn how the database logs');
select throws_ok($$ select * from private.log_safety() $$, '42501', null, 'nor directly');
select tests.act_as_nobody();
select throws_ok($$ select * from log_safety() $$, '42501', null, 'nor does who has not signed in');
select tests.act_as_service();
select throws_ok($$ select * from log_safety() $$, '42501', null, 'the service role has no use for it');
select tests.act_as('admin');
select is_empty($$ select * from log_safety() $$, 'an administrator is told that all is well');
select set_config('auto_explain.log_min_duration', '0', true);
select results_eq(
  $$ select setting from log_safety() $$, $$ values ('auto_explain.log_min_duration') $$, 'or what is not'
);
select isnt_empty($$ select reason from log_safety() where char_length(reason) > 20 $$, 'in words');

select finish();
rollback;
