begin;
\ir helpers.psql
select plan(74);
select tests.person('owner'), tests.person('stranger'), tests.admin('admin');
create temporary table ids as
  select tests.server('owner', 'pve1.example.org') as owners, tests.server('stranger', 'pve2.example.org') as strangers;
grant select on ids to anon, authenticated, service_role;

-- Owner
select tests.act_as('owner');
select results_eq(
  $$ select id, name, host, port, slot, trust_mode, verify_ssl, is_active, token_id, version from proxmox_servers $$,
  $$ select owners, 'Server pve1.example.org', 'pve1.example.org', 8006, 1::smallint, 'system', true, true, 'root@pam!muster', 1 from ids $$,
  'S01: people see their own servers and no others'
);
select throws_ok(
  $$ insert into proxmox_servers (user_id, name, host, token_id) values (tests.person('owner'), 'x', 'x', 'root@pam!x') $$, '42501', null,
  'S09: people add no server past the function'
);
select throws_ok($$ update proxmox_servers set host = 'attacker.example.org' $$, '42501', null, 'S09: nor point one at another host');
select throws_ok($$ update proxmox_servers set name = 'x' $$, '42501', null, 'S09: nor rename one');
select throws_ok($$ delete from proxmox_servers $$, '42501', null, 'S09: nor remove one');
select throws_ok($$ truncate proxmox_servers $$, '42501', null, 'S10: nor empty the table');
select throws_ok($$ select * from private.server_tokens $$, '42501', null, 'S11: the owner does not read the vault');
select throws_ok($$ select * from private.key_checks $$, '42501', null, 'S11: nor what is known of the keys');
select throws_ok(
  $$ select * from open_tokens(tests.person('owner'), tests.row_keys(array[(select owners from ids)]), tests.key_checks()) $$, '42501', null,
  'S12: nor opens their own token'
);
select throws_ok($$ select remove_server(tests.person('owner'), (select owners from ids)) $$, '42501', null, 'S12: nor calls the functions'' functions');
select throws_ok($$ select record_outcomes('[]') $$, '42501', null, 'S12: nor notes that a server answered');
select throws_ok(
  $$ select * from add_server(tests.person('owner'), gen_random_uuid(), 'x', 'x', 8006, '{"mode":"system"}', tests.token(), 1::smallint, '', '') $$,
  '42501', null, 'S12: nor adds by them'
);
select throws_ok(
  $$ select * from change_server(tests.person('owner'), (select owners from ids), 1, 'x', 'x', 8006, '{"mode":"system"}', true) $$, '42501', null,
  'S12: nor changes by them'
);

-- Stranger, nobody, administrator
select tests.act_as('stranger');
select is_empty($$ select 1 from proxmox_servers where id = (select owners from ids) $$, 'S02: a stranger sees no foreign server');
select tests.act_as_nobody();
select throws_ok($$ select id from proxmox_servers $$, '42501', null, 'nobody without sign-in sees a server');
select throws_ok($$ truncate proxmox_servers $$, '42501', null, 'S10: nobody without sign-in empties the table');
select throws_ok($$ select * from private.server_tokens $$, '42501', null, 'S11: nobody without sign-in reads the vault');
select throws_ok($$ select * from open_tokens(tests.person('owner'), '{}', '{}') $$, '42501', null, 'S12: nor opens a token');
select tests.act_as('admin');
select set_eq(
  $$ select id from proxmox_servers where id in (select unnest(array[owners, strangers]) from ids) $$,
  $$ select unnest(array[owners, strangers]) from ids $$,
  'an administrator sees everybody''s servers'
);
select throws_ok($$ select * from private.server_tokens $$, '42501', null, 'C02, S20: but no ciphertext');
select throws_ok(
  $$ select * from open_tokens(tests.person('owner'), tests.row_keys(array[(select owners from ids)]), tests.key_checks()) $$, '42501', null,
  'S20: and opens no token'
);
select throws_ok($$ update proxmox_servers set host = 'attacker.example.org' $$, '42501', null, 'S20: and changes no server of others');
select throws_ok(
  $$ insert into private.server_tokens (server_id, key_id, ciphertext) values (gen_random_uuid(), 1, '') $$, '42501', null,
  'C02: and puts no ciphertext into a row of their own'
);
select tests.act_as_operator();
update private.settings set admin_requires_mfa = true;
select tests.act_as('admin', '{"aal": "aal1"}');
select is_empty($$ select 1 from proxmox_servers $$, 'S19: without the second factor an administrator sees their own only');
select tests.act_as_operator();
update private.settings set admin_requires_mfa = false;

-- The service role: functions, and nothing but functions
select tests.act_as_service();
select throws_ok($$ select id from proxmox_servers $$, '42501', null, 'C10: the secret key alone lists no servers');
select throws_ok($$ select * from private.server_tokens $$, '42501', null, 'C10, S11: and reads no ciphertext');
select throws_ok($$ insert into proxmox_servers (user_id, name, host, token_id) values (tests.person('owner'), 'x', 'x', 'a@pam!xy') $$, '42501', null, 'C10: and writes no server directly');
select throws_ok($$ select private.bootstrap_admin('stranger@example.org') $$, '42501', null, 'C10: and makes no administrator');

-- Adding
create function pg_temp.add(
  p_host text default 'new.example.org', p_trust jsonb default '{"mode": "system"}', p_name text default 'New', p_port integer default 8006,
  p_token text default tests.token(), p_row_key text default tests.row_key()
) returns setof proxmox_servers language sql as $$
  select * from add_server(
    tests.person('owner'), gen_random_uuid(), p_name, p_host, p_port, p_trust, p_token, 1::smallint, tests.key_check('key check 1'), p_row_key
  )
$$;
select throws_ok($$ select * from pg_temp.add('pve1.example.org') $$, '23505', null, 'one server is not added twice');
select lives_ok($$ select * from pg_temp.add('pve1.example.org', p_port => 8007) $$, 'but another port of its host is');
select results_eq(
  $$ select slot from pg_temp.add('pve2.example.org') $$, $$ values (3::smallint) $$, 'and a host that somebody else has: it takes the next slot'
);
select throws_ok(format($$ select * from pg_temp.add(%L) $$, host), '23514', null, format('host %s is refused', host))
  from unnest(array[
    'UPPER.example.org', 'dot.', '-a', 'a_b', 'a b', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '1.2.3.256', 'a.0x1',
    '[::1]', '2001:DB8::1', '2001:0db8::1', '1::2::3', '2001:db8:0:0:1:2:3:4', ':::', '1:2:3', 'fe80::1%eth0', '', 'a/b', 'u@h'
  ]) host;
select throws_ok($$ select * from pg_temp.add(p_name => E'a\u202eb') $$, '23514', null, 'X02: a name holds no direction character');
select throws_ok($$ select * from pg_temp.add(p_name => '') $$, '23514', null, 'a server has a name');
select throws_ok($$ select * from pg_temp.add(p_port => 0) $$, '23514', null, 'port 0 is refused');
select lives_ok(
  $$ select pg_temp.add(host) from unnest(array['192.168.1.100', '2001:db8::1', '::1', '::', 'a', '1.example.org', 'xn--bcher-kva.example']) host $$,
  'addresses and names are taken'
);

-- Trust
select throws_ok(format($$ select * from pg_temp.add('trust.example.org', %L) $$, trust), '23514', null, 'trust that does not fit its mode: ' || left(trust, 40))
  from unnest(array[
    '{"mode": "none"}', '{"mode": "ca"}', '{"mode": "pin"}', '{"mode": "pin", "fingerprint": "AA:BB"}',
    '{"mode": "insecure", "server_name": "a"}', '{"mode": "ca", "ca_certificate": "not PEM"}'
  ]) trust;
select throws_ok($$ select * from pg_temp.add('trust.example.org', '{}') $$, '23502', null, 'trust has a mode');
select results_eq(
  format($$ select trust_mode, verify_ssl from pg_temp.add('insecure.example.org', '{"mode": "insecure"}')
    union all select trust_mode, verify_ssl from pg_temp.add('pin.example.org', '{"mode": "pin", "fingerprint": "%s"}') $$,
    rtrim(repeat('AB:', 32), ':')),
  $$ values ('insecure', false), ('pin', true) $$,
  'verify_ssl says what the trust says'
);

-- Tokens: refused by a fixed sentence
select throws_ok(
  format($$ select * from pg_temp.add('token.example.org', p_token => %L) $$, token), 'PT400', 'an API token is USER@REALM!TOKENID=UUID',
  'P05, G02: a malformed token is refused without being repeated'
) from unnest(array['secret', 'root@pam!a=01234567-89ab-cdef-0123-456789abcdef', E'root@pam!muster=01234567-89ab-cdef-0123-456789abcdef\n']) token;
select throws_ok(
  $$ select * from pg_temp.add('token.example.org', p_row_key => 'short') $$, 'PT500', 'a row key has 64 hexadecimal digits',
  'a malformed row key is refused without being repeated'
);

-- The 50 slots
select tests.act_as_operator();
select tests.server('many', 'pve' || n || '.example.org') from generate_series(1, 50) n;
select throws_ok(
  $$ select tests.server('many', 'pve51.example.org') $$, 'PT409', 'all 50 server slots are used', 'L01: the 51st server is refused'
);
select remove_server(tests.person('many'), md5('server manypve7.example.org')::uuid);
select tests.server('many', 'pve51.example.org');
select is(
  (select slot from proxmox_servers where user_id = tests.person('many') and host = 'pve51.example.org'), 7::smallint, 'a freed slot is used again'
);
select throws_ok($$ update proxmox_servers set slot = 51 where user_id = tests.person('owner') $$, 'PT409', null, 'L03: a slot does not change');
select throws_ok($$ update proxmox_servers set user_id = tests.person('owner') where id = (select strangers from ids) $$, 'PT409', null, 'L03: nor an owner');

-- Deleting the account
delete from auth.users where email = 'many@example.org';
select is_empty(
  $$ select 1 from private.server_tokens where server_id = md5('server manypve1.example.org')::uuid $$, 'with an account go its servers and their tokens'
);

select finish();
rollback;
