-- The consoles that are open: how many a person has, and whether they still may. The relay renews its row while it lives; what a relay that
-- was killed has left behind counts no longer once it is out of date.
create table private.open_consoles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid,
  -- Null: the operator's own server.
  server_id uuid references public.proxmox_servers (id) on delete cascade,
  node text not null,
  vmid integer not null,
  expires_at timestamptz not null default now() + interval '50 seconds'
);
create index open_consoles_user_id_idx on private.open_consoles (user_id);
create index open_consoles_server_id_idx on private.open_consoles (server_id);
alter table private.open_consoles enable row level security;
revoke all on private.open_consoles from anon, authenticated, service_role;

-- A ticket is for the screen of a guest or for its terminal, and says which console it takes the place of.
drop function public.issue_console_ticket;
drop function public.redeem_console_ticket;
delete from private.console_tickets;
alter table private.console_tickets
  add column kind text not null check (kind in ('vnc', 'terminal')),
  add column replaces uuid;

-- p_ticket_hash: SHA-256 of 32 random bytes, in hexadecimal. Returns when the ticket expires.
create function public.issue_console_ticket(
  p_user_id uuid, p_session_id uuid, p_server_id uuid, p_node text, p_type text, p_vmid integer, p_kind text, p_replaces uuid, p_ticket_hash text
) returns timestamptz
  language plpgsql
  -- Definer: as in the functions of the servers.
  security definer
  set search_path = ''
as $$
declare
  expiry timestamptz;
begin
  if p_server_id is not null
    and not exists (select 1 from public.proxmox_servers where id = p_server_id and user_id = p_user_id)
  then
    raise sqlstate 'PT404' using message = 'no such server', hint = 'not_found';
  end if;
  -- One at a time: two who prune at once could wait for each other.
  if pg_try_advisory_xact_lock(hashtextextended('console_tickets.prune', 0)) then
    delete from private.console_tickets where expires_at < now();
    delete from private.open_consoles where expires_at < now();
  end if;
  perform pg_advisory_xact_lock(hashtextextended('console_tickets ' || p_user_id, 0));
  if (select count(*) from private.console_tickets where user_id = p_user_id and expires_at > now()) >= 10 then
    raise sqlstate 'PT429' using message = 'ten tickets wait to be used', hint = 'rate_limited';
  end if;
  insert into private.console_tickets (ticket_hash, user_id, session_id, server_id, node, type, vmid, kind, replaces)
    values (p_ticket_hash, p_user_id, p_session_id, p_server_id, p_node, p_type, p_vmid, p_kind, p_replaces)
    returning expires_at into expiry;
  return expiry;
end
$$;

-- What the ticket is for, and the server's row, to the first who shows it in time; to everybody else, nothing. console_id is null where the
-- person has p_limit consoles open already.
create function public.redeem_console_ticket(p_ticket_hash text, p_limit integer default 10)
  returns table (console_id uuid, user_id uuid, session_id uuid, server_id uuid, node text, type text, vmid integer, kind text, server jsonb)
  language plpgsql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
declare
  ticket private.console_tickets;
  opened uuid;
begin
  delete from private.console_tickets t
    where t.ticket_hash = p_ticket_hash and t.expires_at > now()
    returning * into ticket;
  if not found then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('console_tickets ' || ticket.user_id, 0));
  delete from private.open_consoles o where o.id = ticket.replaces and o.user_id = ticket.user_id;
  if (select count(*) from private.open_consoles o where o.user_id = ticket.user_id and o.expires_at > now()) < p_limit then
    insert into private.open_consoles as o (user_id, session_id, server_id, node, vmid)
      values (ticket.user_id, ticket.session_id, ticket.server_id, ticket.node, ticket.vmid)
      returning o.id into opened;
  end if;
  return query select opened, ticket.user_id, ticket.session_id, ticket.server_id, ticket.node, ticket.type, ticket.vmid, ticket.kind,
    (select to_jsonb(s) from public.proxmox_servers s where s.id = ticket.server_id and s.user_id = ticket.user_id);
end
$$;

-- Whether the console may stay open: its session, its server and the right to it are asked for anew each time.
create function public.renew_console(p_console_id uuid)
  returns boolean
  language plpgsql
  -- Definer: as above; the sessions of Auth are nobody else's to read.
  security definer
  set search_path = ''
as $$
begin
  update private.open_consoles o
    set expires_at = now() + interval '50 seconds'
    where o.id = p_console_id
      and (o.session_id is null or exists (select 1 from auth.sessions s where s.id = o.session_id))
      and case
        when o.server_id is not null then
          exists (select 1 from public.proxmox_servers p where p.id = o.server_id and p.user_id = o.user_id and p.is_active)
        else
          exists (select 1 from public.user_roles r where r.user_id = o.user_id and r.role = 'admin')
          or exists (
            select 1 from public.vm_assignments a
            where a.user_id = o.user_id and a.vmid = o.vmid and a.can_console and (a.node is null or a.node = o.node)
          )
      end;
  return found;
end
$$;

create function public.close_console(p_console_id uuid)
  returns void
  language sql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
  delete from private.open_consoles where id = p_console_id
$$;

revoke execute on function
  public.issue_console_ticket, public.redeem_console_ticket, public.renew_console, public.close_console
  from public, anon, authenticated;
grant execute on function
  public.issue_console_ticket, public.redeem_console_ticket, public.renew_console, public.close_console
  to service_role;
