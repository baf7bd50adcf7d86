-- A ticket opens one console of one guest once, within 30 seconds. Only its hash is here: whoever reads the table opens nothing.
create table private.console_tickets (
  ticket_hash text primary key check (ticket_hash ~ '^[0-9a-f]{64}$'),
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid,
  -- Null: the operator's own server.
  server_id uuid references public.proxmox_servers (id) on delete cascade,
  node text not null check (char_length(node) <= 63 and node ~ '^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$'),
  type text not null check (type in ('qemu', 'lxc')),
  vmid integer not null check (vmid between 100 and 999999999),
  expires_at timestamptz not null default now() + interval '30 seconds'
);
create index console_tickets_user_id_idx on private.console_tickets (user_id);
create index console_tickets_server_id_idx on private.console_tickets (server_id);
alter table private.console_tickets enable row level security;
revoke all on private.console_tickets from anon, authenticated, service_role;

-- p_ticket_hash: SHA-256 of 32 random bytes, in hexadecimal. Returns when the ticket expires.
create function public.issue_console_ticket(
  p_user_id uuid, p_session_id uuid, p_server_id uuid, p_node text, p_type text, p_vmid integer, p_ticket_hash text
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
  end if;
  perform pg_advisory_xact_lock(hashtextextended('console_tickets ' || p_user_id, 0));
  if (select count(*) from private.console_tickets where user_id = p_user_id and expires_at > now()) >= 10 then
    raise sqlstate 'PT429' using message = 'ten tickets wait to be used', hint = 'rate_limited';
  end if;
  insert into private.console_tickets (ticket_hash, user_id, session_id, server_id, node, type, vmid)
    values (p_ticket_hash, p_user_id, p_session_id, p_server_id, p_node, p_type, p_vmid)
    returning expires_at into expiry;
  return expiry;
end
$$;

-- What the ticket was for, to the first who shows it in time; to everybody else, nothing.
create function public.redeem_console_ticket(p_ticket_hash text)
  returns table (user_id uuid, session_id uuid, server_id uuid, node text, type text, vmid integer)
  language sql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
  delete from private.console_tickets t
    where t.ticket_hash = p_ticket_hash and t.expires_at > now()
    returning t.user_id, t.session_id, t.server_id, t.node, t.type, t.vmid
$$;

revoke execute on function public.issue_console_ticket, public.redeem_console_ticket from public, anon, authenticated;
grant execute on function public.issue_console_ticket, public.redeem_console_ticket to service_role;
