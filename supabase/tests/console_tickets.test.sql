begin;
\ir helpers.psql
select plan(29);
select tests.person('owner'), tests.person('stranger');
create temporary table ids as select tests.server('owner', 'pve1.example.org') as owners;
grant select on ids to service_role, authenticated;
create function pg_temp.issue(p_person text, p_server uuid, p_ticket text, p_node text default 'pve1', p_type text default 'qemu', p_vmid integer default 101, p_kind text default 'vnc', p_replaces uuid default null)
  returns timestamptz language sql as $$
  select issue_console_ticket(
    tests.person(p_person), '00000000-0000-0000-0000-000000000001', p_server, p_node, p_type, p_vmid, p_kind, p_replaces, tests.row_key(p_ticket)
  )
$$;
create function pg_temp.open(p_person text, p_server uuid, p_ticket text, p_replaces uuid default null)
  returns uuid language sql as $$
  select pg_temp.issue(p_person, p_server, p_ticket, p_replaces => p_replaces);
  select console_id from redeem_console_ticket(tests.row_key(p_ticket));
$$;
grant execute on all functions in schema pg_temp to service_role;

select tests.act_as('owner');
select throws_ok(
  $$ select issue_console_ticket(tests.person('owner'), null, (select owners from ids), 'pve1', 'qemu', 101, 'vnc', null, tests.row_key('x')) $$, '42501', null,
  'people make no tickets past the function'
);
select throws_ok($$ select * from redeem_console_ticket(tests.row_key('x')) $$, '42501', null, 'nor redeem them');
select throws_ok($$ select * from private.console_tickets $$, '42501', null, 'nor see them');

select tests.act_as_service();
select is(pg_temp.issue('owner', (select owners from ids), 'a'), now() + interval '30 seconds', 'a ticket lives for 30 seconds');
select results_eq(
  $$ select user_id, session_id, server_id, node, type, vmid, kind, server ->> 'host' from redeem_console_ticket(tests.row_key('a')) $$,
  $$ select tests.person('owner'), '00000000-0000-0000-0000-000000000001'::uuid, owners, 'pve1', 'qemu', 101, 'vnc', 'pve1.example.org' from ids $$,
  'W05: what it opens is in the ticket'
);
select is_empty($$ select * from redeem_console_ticket(tests.row_key('a')) $$, 'W01: it opens once');
select is_empty($$ select * from redeem_console_ticket(tests.row_key('never issued')) $$, 'W02: one that was never issued opens nothing');
select throws_ok($$ select pg_temp.issue('stranger', (select owners from ids), 'b') $$, 'PT404', 'no such server', 'S08: there is none for a foreign server');
select throws_ok($$ select pg_temp.issue('owner', gen_random_uuid(), 'b') $$, 'PT404', 'no such server', 'S02: which reads exactly as an absent one');
select lives_ok($$ select pg_temp.issue('owner', null, 'operator') $$, 'there is one for the operator''s server, which has no row');
select throws_ok($$ select pg_temp.issue('owner', null, 'c', p_node => '../x') $$, '23514', null, 'P01: a node name is one');
select throws_ok($$ select pg_temp.issue('owner', null, 'c', p_vmid => 99) $$, '23514', null, 'P02: a VMID begins at 100');
select throws_ok($$ select pg_temp.issue('owner', null, 'c', p_kind => 'spice') $$, '23514', null, 'a console is a screen or a terminal');

select pg_temp.issue('owner', null, 'many ' || n) from generate_series(1, 9) n;
select throws_ok($$ select pg_temp.issue('owner', null, 'eleventh') $$, 'PT429', null, 'W06: ten may wait, no more');
select tests.act_as_operator();
update private.console_tickets set expires_at = now() - interval '1 second';
select tests.act_as_service();
select is_empty($$ select * from redeem_console_ticket(tests.row_key('many 1')) $$, 'W02: an expired ticket opens nothing');
select lives_ok($$ select pg_temp.issue('owner', null, 'fresh') $$, 'and is in nobody''s way');

-- What is open, and may stay so
select tests.act_as_operator();
delete from private.open_consoles;
insert into auth.sessions (id, user_id) values ('00000000-0000-0000-0000-000000000001', tests.person('owner'));
select tests.act_as_service();
create temporary table opened as select pg_temp.open('owner', (select owners from ids), 'renewed') as console;
grant select on opened to authenticated;
select ok((select renew_console(console) from opened), 'a console of a live session on a server of one''s own is renewed');
select ok(not renew_console(gen_random_uuid()), 'one that is not open is not');

select tests.act_as('owner');
select throws_ok($$ select renew_console(console) from opened $$, '42501', null, 'people renew nothing past the function');
select throws_ok($$ select close_console(console) from opened $$, '42501', null, 'nor close it');
select throws_ok($$ select * from private.open_consoles $$, '42501', null, 'nor see what is open');

select tests.act_as_operator();
update proxmox_servers set is_active = false where id = (select owners from ids);
select tests.act_as_service();
select ok(not (select renew_console(console) from opened), 'it ends when its server is switched off');
select tests.act_as_operator();
update proxmox_servers set is_active = true where id = (select owners from ids);
delete from auth.sessions where id = '00000000-0000-0000-0000-000000000001';
select tests.act_as_service();
select ok(not (select renew_console(console) from opened), 'and with the session that it was opened in');

select tests.act_as_operator();
insert into auth.sessions (id, user_id) values ('00000000-0000-0000-0000-000000000001', tests.person('owner'));
insert into vm_assignments (user_id, vmid, can_console) values (tests.person('owner'), 101, true);
select tests.act_as_service();
create temporary table lent as select pg_temp.open('owner', null, 'lent') as console;
select ok((select renew_console(console) from lent), 'on the operator''s server it lasts as long as the assignment');
select tests.act_as_operator();
update vm_assignments set can_console = false where user_id = tests.person('owner');
select tests.act_as_service();
select ok(not (select renew_console(console) from lent), 'and no longer');

select pg_temp.open('owner', (select owners from ids), 'open ' || n) from generate_series(1, 8) n;
select is(pg_temp.open('owner', (select owners from ids), 'one more'), null, 'W06: ten consoles are open at once, no more');
select isnt(pg_temp.open('owner', (select owners from ids), 'again', (select console from lent)), null, 'one that takes the place of another is no more');
select isnt(pg_temp.open('stranger', null, 'theirs', (select console from opened)), null, 'and what others have is not counted');
select tests.act_as_operator();
select is((select count(*)::integer from private.open_consoles where user_id = tests.person('owner')), 10, 'nor can others take its place');
select finish();
rollback;
