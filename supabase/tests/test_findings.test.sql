begin;
\ir helpers.psql
select plan(13);
select tests.person('owner'), tests.person('stranger');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as id;
grant select on ids to service_role;

create function pg_temp.finding(p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('version', '8.4.21', 'cluster', 'berlin', 'tokenExpiresAt', '2027-01-01T00:00:00Z', 'certificate', null) || p_more
$$;
create function pg_temp.change(p_version integer, p_trust jsonb, p_host text default 'pve1.example.org', p_token text default null)
  returns setof proxmox_servers language sql as $$
  select * from change_server(
    tests.person('owner'), (select id from ids), p_version, 'Server', p_host, 8006, p_trust, true, p_token,
    case when p_token is not null then 1::smallint end, case when p_token is not null then tests.key_check('key check 1') end,
    case when p_token is not null then tests.row_key() end
  )
$$;
create function pg_temp.pin(p_pair text) returns jsonb language sql as $$
  select jsonb_build_object('mode', 'pin', 'fingerprint', repeat(p_pair || ':', 31) || p_pair)
$$;
create function pg_temp.certificate(p_pair text) returns jsonb language sql as $$
  select jsonb_build_object('certificate', jsonb_build_object('fingerprint', pg_temp.pin(p_pair) ->> 'fingerprint', 'issuer', '/CN=CA'))
$$;
grant execute on all functions in schema pg_temp to service_role;

select tests.act_as('owner');
select throws_ok($$ select * from record_test(tests.person('owner'), gen_random_uuid(), '{}') $$, '42501', null, 'S12: people record no test');

select tests.act_as_service();
select is_empty($$ select 1 from record_test(tests.person('stranger'), (select id from ids), pg_temp.finding()) $$, 'S03: nor does anything for a foreign server');
select results_eq(
  $$ select last_connected_at = now(), last_error_code, proxmox_version, cluster_name, token_expires_at, version
     from record_test(tests.person('owner'), (select id from ids), pg_temp.finding()) $$,
  $$ values (true, null::text, '8.4.21', 'berlin', '2027-01-01T00:00:00Z'::timestamptz, 1) $$,
  'what a test has found is noted, and is no change of the server'
);
select results_eq(
  $$ select proxmox_version, cluster_name, token_expires_at
     from record_test(tests.person('owner'), (select id from ids), pg_temp.finding('{"version": "<b>", "cluster": "two words", "tokenExpiresAt": null}')) $$,
  $$ values ('8.4.21', null::text, null::timestamptz) $$,
  'what does not fit is left out'
);
select lives_ok($$ select record_test(tests.person('owner'), (select id from ids), pg_temp.finding()) $$, 'and noted again by the next test');

-- What a pin stands for
select results_eq(
  $$ select pinned_certificate is null from record_test(tests.person('owner'), (select id from ids), pg_temp.finding(pg_temp.certificate('AA'))) $$,
  $$ values (true) $$, 'only a pin keeps the certificate'
);
select lives_ok($$ select * from pg_temp.change(1, pg_temp.pin('AA')) $$, 'a pin takes the place of the public authorities');
select results_eq(
  $$ select pinned_certificate ->> 'issuer' from record_test(tests.person('owner'), (select id from ids), pg_temp.finding(pg_temp.certificate('AA'))) $$,
  $$ values ('/CN=CA') $$, 'the certificate behind a pin is kept'
);
select results_eq(
  $$ select pinned_certificate ->> 'issuer' from record_test(tests.person('owner'), (select id from ids), pg_temp.finding(pg_temp.certificate('BB'))) $$,
  $$ values ('/CN=CA') $$, 'another one than the pinned is not'
);
select results_eq(
  $$ select pinned_certificate, cluster_name, token_expires_at is null from pg_temp.change(2, pg_temp.pin('BB')) $$,
  $$ values (null::jsonb, 'berlin', false) $$, 'a new pin forgets the certificate of the old one, and nothing else'
);
select results_eq(
  $$ select cluster_name, token_expires_at from pg_temp.change(3, pg_temp.pin('BB'), p_token => tests.token('second')) $$,
  $$ values ('berlin', null::timestamptz) $$, 'another token ends at another time'
);
select results_eq(
  $$ select cluster_name from pg_temp.change(4, pg_temp.pin('BB'), 'pve2.example.org', tests.token('second')) $$,
  $$ values (null::text) $$, 'and another address may be another cluster'
);
select tests.act_as_operator();
select throws_ok(
  $$ update proxmox_servers set pinned_certificate = '{"fingerprint": "CC"}' where id = (select id from ids) $$, '23514', null,
  'a certificate that is not the pinned one cannot be stored as it'
);

select finish();
rollback;
