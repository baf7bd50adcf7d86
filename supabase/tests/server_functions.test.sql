begin;
\ir helpers.psql
select plan(40);
select tests.person('owner'), tests.person('stranger');
create temporary table ids as
  select tests.server('owner', 'pve1.example.org') as owners, tests.server('stranger', 'pve2.example.org') as strangers;
grant select on ids to service_role;
create temporary table before as select * from proxmox_servers where id = (select owners from ids);
grant select on before to service_role;

create function pg_temp.open(p_servers uuid[], p_row_key text default tests.row_key(), p_key_id integer default 1, p_checks jsonb default tests.key_checks())
  returns table (server_id uuid, token text, failure text) language sql as $$
  select server_id, token, failure from open_tokens(tests.person('owner'), tests.row_keys(p_servers, p_row_key, p_key_id), p_checks)
$$;
create function pg_temp.change(
  p_server uuid, p_version integer default 1, p_name text default 'Changed', p_host text default 'pve1.example.org', p_port integer default 8006,
  p_trust jsonb default '{"mode": "system"}', p_token text default null, p_check text default tests.key_check('key check 1')
) returns setof proxmox_servers language sql as $$
  select * from change_server(
    tests.person('owner'), p_server, p_version, p_name, p_host, p_port, p_trust, true, p_token,
    case when p_token is not null then 1::smallint end, case when p_token is not null then p_check end,
    case when p_token is not null then tests.row_key('after ' || p_host) end
  )
$$;
grant execute on all functions in schema pg_temp to service_role;

-- Opening
select tests.act_as_service();
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (tests.token(), null) $$, 'a token opens with the key of its row'
);
select results_eq(
  $$ select server_id from pg_temp.open(array[(select owners from ids), (select strangers from ids), gen_random_uuid()]) $$, $$ select owners from ids $$,
  'S05: foreign servers are as absent ones, even with their key'
);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)], tests.row_key('another')) $$, $$ values (null, 'decrypt_failed') $$,
  'a wrong key opens nothing'
);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)], p_key_id => 2) $$, $$ values (null, 'key_unknown') $$,
  'C07: a token under a key that is gone is said to be'
);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)], p_checks => '{"1": "00000000000000000000000000000000"}') $$,
  $$ values (null, 'key_mismatch') $$,
  'F29: a mistyped key is told from a broken row'
);
select is_empty($$ select 1 from pg_temp.open(array[]::uuid[]) $$, 'nothing asked, nothing opened');

-- Changing
select throws_ok($$ select * from pg_temp.change((select strangers from ids)) $$, 'PT404', 'no such server', 'S03: a foreign server cannot be changed');
select throws_ok($$ select * from pg_temp.change(gen_random_uuid()) $$, 'PT404', 'no such server', 'S02: which reads exactly as an absent one');
select throws_ok($$ select * from pg_temp.change((select owners from ids), 2) $$, 'PT409', null, 'F35: a change of another version is refused');
select throws_ok($$ select * from pg_temp.change((select owners from ids), null) $$, 'PT409', null, 'as is one of no version');
select throws_ok(
  $$ select * from pg_temp.change((select owners from ids), p_host => 'attacker.example.org') $$, 'PT422', null, 'C04: a new host needs the token again'
);
select throws_ok($$ select * from pg_temp.change((select owners from ids), p_port => 8007) $$, 'PT422', null, 'C04: so does a new port');
select results_eq(
  $$ select name, trust_mode, verify_ssl, version, slot, created_at from pg_temp.change((select owners from ids), p_trust => '{"mode": "insecure"}') $$,
  $$ select 'Changed', 'insecure', false, 2, slot, created_at from before $$,
  'what changes is what was named'
);
select results_eq($$ select token from pg_temp.open(array[(select owners from ids)]) $$, $$ values (tests.token()) $$, 'the token stays');
select results_eq(
  $$ select host, token_id, version from pg_temp.change((select owners from ids), 2, p_host => 'new.example.org', p_token => tests.token('second')) $$,
  $$ values ('new.example.org', 'root@pam!second', 3) $$,
  'with a token a server moves'
);
select results_eq(
  $$ select token from pg_temp.open(array[(select owners from ids)], tests.row_key('after new.example.org')) $$, $$ values (tests.token('second')) $$,
  'and has the new token'
);
select throws_ok(
  $$ select * from pg_temp.change((select owners from ids), 3, p_host => 'new.example.org', p_token => tests.token(), p_check => md5('mistyped')) $$,
  'PT503', null, 'C08: under a mistyped key nothing is written'
);
select throws_ok(
  $$ select * from add_server(tests.person('owner'), gen_random_uuid(), 'x', 'x', 8006, '{"mode":"system"}', tests.token(), 1::smallint, md5('mistyped'), tests.row_key()) $$,
  'PT503', null, 'C08: and nothing added'
);
select results_eq(
  $$ select token from pg_temp.open(array[(select owners from ids)], tests.row_key('after new.example.org')) $$, $$ values (tests.token('second')) $$,
  'the token is as it was'
);
select throws_ok(
  $$ select * from change_server(tests.person('owner'), (select owners from ids), 3, 'x', 'x', 1, '{"mode":"system"}', true, tests.token()) $$,
  '23502', null, 'a token without a key is not stored in the clear'
);

-- What Muster notes about a server
select tests.act_as_operator();
update proxmox_servers set updated_at = '2026-01-01', version = 7 where id = (select owners from ids);
update proxmox_servers set updated_at = '2026-01-01' where id = (select owners from ids);
select tests.act_as_service();
select record_outcomes(jsonb_build_array(
  jsonb_build_object('serverId', owners, 'errorCode', null, 'proxmoxVersion', '8.4.21'),
  jsonb_build_object('serverId', strangers, 'errorCode', 'timeout'),
  jsonb_build_object('serverId', gen_random_uuid(), 'errorCode', 'timeout')
)) from ids;
select tests.act_as_operator();
select results_eq(
  $$ select last_connected_at = now(), last_error_code, proxmox_version, version, updated_at = '2026-01-01' from proxmox_servers where id = (select owners from ids) $$,
  $$ values (true, null::text, '8.4.21', 7, true) $$,
  'an answer is noted, and is no change of the server'
);
select results_eq(
  $$ select last_connected_at, last_error_code, proxmox_version from proxmox_servers where id = (select strangers from ids) $$,
  $$ values (null::timestamptz, 'timeout', null::text) $$,
  'a failure is noted'
);
select tests.act_as_service();
select record_outcomes(jsonb_build_array(
  jsonb_build_object('serverId', owners, 'errorCode', 'refused', 'proxmoxVersion', '<script>'),
  jsonb_build_object('serverId', strangers, 'errorCode', null)
)) from ids;
select tests.act_as_operator();
select results_eq(
  $$ select last_connected_at = now(), last_error_code, proxmox_version from proxmox_servers where id = (select owners from ids) $$,
  $$ values (true, 'refused', '8.4.21') $$,
  'a failure keeps when the server last answered, and its version; one that is none is left out'
);
select is(
  (select last_error_code from proxmox_servers where id = (select strangers from ids)), null, 'an answer clears the failure'
);
update proxmox_servers set last_connected_at = now() - interval '10 seconds', last_error_code = null where id = (select owners from ids);
select record_outcomes(jsonb_build_array(jsonb_build_object('serverId', owners, 'errorCode', null))) from ids;
select is(
  (select last_connected_at from proxmox_servers where id = (select owners from ids)), now() - interval '10 seconds', 'what is no news is not written'
);
select results_eq(
  $$ select last_connected_at is null, last_error_code, proxmox_version from change_server(
    tests.person('owner'), (select owners from ids), 7, 'x', 'third.example.org', 8006, '{"mode":"system"}', true,
    tests.token(), 1::smallint, tests.key_check('key check 1'), tests.row_key()) $$,
  $$ values (true, null::text, null::text) $$,
  'what was seen at another address is forgotten'
);

-- What cannot be stored
select throws_ok(
  format($$ update private.server_tokens set ciphertext = %s where server_id = (select owners from ids) $$, ciphertext), '23514', null, 'C06: ' || what
) from (values
  ('the vault takes no plain text', $$convert_to(repeat(tests.token(), 2), 'UTF8')$$),
  ('nor AES-128, which is pgcrypto''s default', $$extensions.pgp_sym_encrypt(tests.token(), 'key')$$),
  ('nor a packet without an integrity check', $$extensions.pgp_sym_encrypt(tests.token(), 'key', 'cipher-algo=aes256, s2k-mode=1, s2k-digest-algo=sha256, disable-mdc=1')$$),
  ('nor nothing', $$''::bytea$$)
) c (what, ciphertext);

-- Ciphertexts out of place
create temporary table sealed as select * from private.server_tokens;
update private.server_tokens t set ciphertext = s.ciphertext from sealed s
  where t.server_id = (select owners from ids) and s.server_id = (select strangers from ids);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (null, 'binding_mismatch') $$,
  'C01: the ciphertext of another server and owner does not open, not even with the right key'
);
update private.server_tokens t set ciphertext = s.ciphertext from sealed s where t.server_id = s.server_id;
select results_eq($$ select failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (null::text) $$, 'back in place it opens');
update proxmox_servers set host = 'attacker.example.org' where id = (select owners from ids);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (null, 'binding_mismatch') $$,
  'C03: with the host changed in the database it does not open'
);
update proxmox_servers set host = 'third.example.org', port = 8007 where id = (select owners from ids);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (null, 'binding_mismatch') $$, 'C03: nor with the port changed'
);
update proxmox_servers set port = 8006 where id = (select owners from ids);
update private.server_tokens set ciphertext = substring(ciphertext from 1 for 70) where server_id = (select owners from ids);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (null, 'decrypt_failed') $$, 'C05: cut short it does not open'
);
delete from private.server_tokens where server_id = (select owners from ids);
select results_eq(
  $$ select token, failure from pg_temp.open(array[(select owners from ids)]) $$, $$ values (null, 'token_missing') $$, 'and a missing one is said to be missing'
);

-- Removing
select tests.act_as_service();
select throws_ok($$ select remove_server(tests.person('owner'), (select strangers from ids)) $$, 'PT404', 'no such server', 'S03: a foreign server cannot be removed');
select throws_ok($$ select remove_server(tests.person('owner'), gen_random_uuid()) $$, 'PT404', 'no such server', 'S02: which reads exactly as an absent one');
select lives_ok($$ select remove_server(tests.person('stranger'), (select strangers from ids)) $$, 'its owner can');
select tests.act_as_operator();
select is_empty($$ select 1 from private.server_tokens where server_id = (select strangers from ids) $$, 'and the token goes with it');

select finish();
rollback;
