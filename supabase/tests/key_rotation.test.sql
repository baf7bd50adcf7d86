begin;
\ir helpers.psql
select plan(16);
select tests.person('owner');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as one, tests.server('owner', 'pve2.example.org') as two;
grant select on ids to service_role;

create function pg_temp.rotate(
  p_server uuid, p_old_row_key text default tests.row_key(), p_old_key_id integer default 1, p_check text default tests.key_check('key check 2')
) returns text language sql as $$
  select rotate_token(p_server, p_old_key_id::smallint, p_old_row_key, 2::smallint, p_check, tests.row_key('new row key'))
$$;
create function pg_temp.open(p_server uuid, p_row_key text, p_key_id integer) returns text language sql as $$
  select coalesce(token, failure) from open_tokens(tests.person('owner'), tests.row_keys(array[p_server], p_row_key, p_key_id), tests.key_checks())
$$;
grant execute on all functions in schema pg_temp to service_role;

select tests.act_as('owner');
select throws_ok($$ select * from tokens_to_rotate(2::smallint) $$, '42501', null, 'S12: people do not list what lies in the vault');
select throws_ok(
  $$ select rotate_token(gen_random_uuid(), 1::smallint, '', 2::smallint, '', '') $$, '42501', null, 'S12: nor rotate its keys'
);

select tests.act_as_service();
select set_eq(
  $$ select server_id, user_id, host, port, key_id from tokens_to_rotate(2::smallint) where user_id = tests.person('owner') $$,
  $$ select server, tests.person('owner'), host, 8006, 1::smallint from ids, lateral (values (one, 'pve1.example.org'), (two, 'pve2.example.org')) v (server, host) $$,
  'what lies under the old key is to be rotated'
);
select is((select count(*) from tokens_to_rotate(2::smallint, null, 1)), 1::bigint, 'page by page');
select is_empty(
  $$ select 1 from tokens_to_rotate(2::smallint, 'ffffffff-ffff-ffff-ffff-ffffffffffff') $$, 'after the last page there is none'
);
select is(pg_temp.rotate((select one from ids), tests.row_key('another')), 'decrypt_failed', 'a wrong old key changes nothing');
select is(pg_temp.open((select one from ids), tests.row_key(), 1), tests.token(), 'the token opens as before');
select is(pg_temp.rotate((select one from ids)), 'rotated', 'with the right one the token is sealed again');
select is(pg_temp.open((select one from ids), tests.row_key('new row key'), 2), tests.token(), 'and opens with the new key');
select is(pg_temp.open((select one from ids), tests.row_key(), 1), 'key_unknown', 'and with the new one only');
select is(pg_temp.rotate((select one from ids)), 'skipped', 'a second worker has nothing left to do');
select is(pg_temp.rotate(gen_random_uuid()), 'skipped', 'nor with a server that is gone');
select set_eq(
  $$ select server_id from tokens_to_rotate(2::smallint) where user_id = tests.person('owner') $$, $$ select two from ids $$, 'what is done is no longer listed'
);
select throws_ok(
  $$ select pg_temp.rotate((select two from ids), p_check => md5('mistyped')) $$, 'PT503', null, 'C08: under a mistyped new key nothing is sealed'
);

select tests.act_as_operator();
update proxmox_servers set host = 'attacker.example.org' where id = (select two from ids);
select tests.act_as_service();
select is(pg_temp.rotate((select two from ids)), 'binding_mismatch', 'C03: rotation does not bind a token to a host that was changed under it');
select is(pg_temp.open((select two from ids), tests.row_key(), 1), 'binding_mismatch', 'the row is as it was');

select finish();
rollback;
