begin;
\ir helpers.psql
select plan(15);
select tests.person('owner'), tests.person('stranger');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as owners;
grant select on ids to service_role, authenticated;
create function pg_temp.issue(p_person text, p_server uuid, p_ticket text, p_node text default 'pve1', p_type text default 'qemu', p_vmid integer default 101)
  returns timestamptz language sql as $$
  select issue_console_ticket(
    tests.person(p_person), '00000000-0000-0000-0000-000000000001', p_server, p_node, p_type, p_vmid, tests.row_key(p_ticket)
  )
$$;
grant execute on all functions in schema pg_temp to service_role;

select tests.act_as('owner');
select throws_ok(
  $$ select issue_console_ticket(tests.person('owner'), null, (select owners from ids), 'pve1', 'qemu', 101, tests.row_key('x')) $$, '42501', null,
  'people make no tickets past the function'
);
select throws_ok($$ select * from redeem_console_ticket(tests.row_key('x')) $$, '42501', null, 'nor redeem them');
select throws_ok($$ select * from private.console_tickets $$, '42501', null, 'nor see them');

select tests.act_as_service();
select is(pg_temp.issue('owner', (select owners from ids), 'a'), now() + interval '30 seconds', 'a ticket lives for 30 seconds');
select results_eq(
  $$ select user_id, session_id, server_id, node, type, vmid from redeem_console_ticket(tests.row_key('a')) $$,
  $$ select tests.person('owner'), '00000000-0000-0000-0000-000000000001'::uuid, owners, 'pve1', 'qemu', 101 from ids $$,
  'W05: what it opens is in the ticket'
);
select is_empty($$ select * from redeem_console_ticket(tests.row_key('a')) $$, 'W01: it opens once');
select is_empty($$ select * from redeem_console_ticket(tests.row_key('never issued')) $$, 'W02: one that was never issued opens nothing');
select throws_ok($$ select pg_temp.issue('stranger', (select owners from ids), 'b') $$, 'PT404', 'no such server', 'S08: there is none for a foreign server');
select throws_ok($$ select pg_temp.issue('owner', gen_random_uuid(), 'b') $$, 'PT404', 'no such server', 'S02: which reads exactly as an absent one');
select lives_ok($$ select pg_temp.issue('owner', null, 'operator') $$, 'there is one for the operator''s server, which has no row');
select throws_ok($$ select pg_temp.issue('owner', null, 'c', p_node => '../x') $$, '23514', null, 'P01: a node name is one');
select throws_ok($$ select pg_temp.issue('owner', null, 'c', p_vmid => 99) $$, '23514', null, 'P02: a VMID begins at 100');

select pg_temp.issue('owner', null, 'many ' || n) from generate_series(1, 9) n;
select throws_ok($$ select pg_temp.issue('owner', null, 'eleventh') $$, 'PT429', null, 'W06: ten may wait, no more');
select tests.act_as_operator();
update private.console_tickets set expires_at = now() - interval '1 second';
select tests.act_as_service();
select is_empty($$ select * from redeem_console_ticket(tests.row_key('many 1')) $$, 'W02: an expired ticket opens nothing');
select lives_ok($$ select pg_temp.issue('owner', null, 'fresh') $$, 'and is in nobody''s way');

select finish();
rollback;
