-- Guests of the operator's own server that a person may see because of a tag or a pool: new guests follow, and what loses the tag is gone.
-- Beside vm_assignments, which names single guests; rights from both add up. Proxmox VE knows tags and pools, not this database, so the
-- functions decide by the fresh listing (_shared/operatorServer.ts).
create table public.assignment_rules (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null,
  -- A tag as it is spelt, or a pool, whose sub-pools count, too.
  value text not null,
  can_view boolean not null default true,
  can_console boolean not null default false,
  can_power boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Also the index that the policy and the foreign key read.
  constraint assignment_rules_user_id_kind_value_key unique (user_id, kind, value),
  constraint assignment_rules_kind_check check (kind in ('tag', 'pool')),
  -- pve-common, JSONSchema.pm: pve-tag; pve-access-control: pve-poolid, with up to three levels.
  constraint assignment_rules_value_check check (
    char_length(value) <= 128
    and case kind
      when 'tag' then value ~ '^[A-Za-z0-9_][A-Za-z0-9_+.-]*$'
      else value ~ '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,2}$'
    end
  ),
  constraint assignment_rules_view_first_check check (can_view or not (can_console or can_power))
);

alter table public.assignment_rules enable row level security;
revoke all on public.assignment_rules from anon, authenticated, service_role;
grant select, delete,
  insert (user_id, kind, value, can_view, can_console, can_power),
  update (can_view, can_console, can_power)
  on public.assignment_rules to authenticated;

create policy "people read their rules, admins all" on public.assignment_rules
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "admins make rules" on public.assignment_rules
  for insert to authenticated with check ((select private.is_admin()));
create policy "admins change rules" on public.assignment_rules
  for update to authenticated using ((select private.is_admin())) with check ((select private.is_admin()));
create policy "admins take rules back" on public.assignment_rules
  for delete to authenticated using ((select private.is_admin()));

create trigger update_updated_at before update on public.assignment_rules
  for each row execute function public.update_updated_at_column();
create trigger audit_change after insert or update or delete on public.assignment_rules
  for each row execute function private.audit_change('rule');

-- Many guests to many people in one call. Returns how many assignments are new or have changed; who is gone meanwhile is passed over, and an
-- assignment that holds on one node only still does.
create function public.assign_guests(
  p_user_ids uuid[], p_vmids integer[], p_can_console boolean default false, p_can_power boolean default false
) returns integer
  language plpgsql
  -- Not definer: row-level security decides, as if the rows were written one by one.
  set search_path = ''
as $$
declare
  changed integer;
begin
  -- In words, and not only by row-level security: without a row to write it would answer with 0.
  if not public.is_admin() then
    raise insufficient_privilege using message = 'only administrators assign guests';
  end if;
  if cardinality(p_user_ids) * cardinality(p_vmids) > 5000 then
    raise sqlstate 'PT413' using message = 'at most 5000 assignments in one call', hint = 'payload_too_large';
  end if;
  insert into public.vm_assignments as a (user_id, vmid, can_console, can_power)
    select distinct p.id, vmid, p_can_console, p_can_power
      from public.profiles p, pg_catalog.unnest(p_vmids) vmid
      where p.id = any (p_user_ids)
    on conflict (user_id, vmid) do update
      set can_view = true, can_console = excluded.can_console, can_power = excluded.can_power
      where (a.can_view, a.can_console, a.can_power) is distinct from (true, excluded.can_console, excluded.can_power);
  get diagnostics changed = row_count;
  return changed;
end
$$;

-- The way back. Returns how many assignments there were.
create function public.unassign_guests(p_user_ids uuid[], p_vmids integer[]) returns integer
  language plpgsql
  -- Not definer: as above.
  set search_path = ''
as $$
declare
  removed integer;
begin
  if not public.is_admin() then
    raise insufficient_privilege using message = 'only administrators take assignments back';
  end if;
  delete from public.vm_assignments where user_id = any (p_user_ids) and vmid = any (p_vmids);
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke execute on function public.assign_guests, public.unassign_guests from public, anon, service_role;
grant execute on function public.assign_guests, public.unassign_guests to authenticated;

-- A console that a rule has opened: it ends with the rule.
alter table private.console_tickets add column rule_id uuid references public.assignment_rules (id) on delete cascade;
alter table private.open_consoles add column rule_id uuid references public.assignment_rules (id) on delete cascade;
create index console_tickets_rule_id_idx on private.console_tickets (rule_id);
create index open_consoles_rule_id_idx on private.open_consoles (rule_id);

drop function public.issue_console_ticket;
-- As before. p_rule_id: the rule by which this guest of the operator's server is open to the person; null where an assignment of its own or
-- the administrator's role decides.
create function public.issue_console_ticket(
  p_user_id uuid, p_session_id uuid, p_server_id uuid, p_node text, p_type text, p_vmid integer, p_kind text, p_replaces uuid,
  p_ticket_hash text, p_rule_id uuid default null
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
  insert into private.console_tickets (ticket_hash, user_id, session_id, server_id, node, type, vmid, kind, replaces, rule_id)
    values (p_ticket_hash, p_user_id, p_session_id, p_server_id, p_node, p_type, p_vmid, p_kind, p_replaces, p_rule_id)
    returning expires_at into expiry;
  return expiry;
end
$$;
revoke execute on function public.issue_console_ticket from public, anon, authenticated;
grant execute on function public.issue_console_ticket to service_role;

-- As before, and the rule goes along.
create or replace function public.redeem_console_ticket(p_ticket_hash text, p_limit integer default 10)
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
    insert into private.open_consoles as o (user_id, session_id, server_id, node, vmid, rule_id)
      values (ticket.user_id, ticket.session_id, ticket.server_id, ticket.node, ticket.vmid, ticket.rule_id)
      returning o.id into opened;
  end if;
  return query select opened, ticket.user_id, ticket.session_id, ticket.server_id, ticket.node, ticket.type, ticket.vmid, ticket.kind,
    (select to_jsonb(s) from public.proxmox_servers s where s.id = ticket.server_id and s.user_id = ticket.user_id);
end
$$;

-- As before, and a rule counts like an assignment, an administrator only in a session with the second factor where it is required.
create or replace function public.renew_console(p_console_id uuid)
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
          exists (
            select 1 from public.user_roles r
            where r.user_id = o.user_id and r.role = 'admin'
              and (
                not (select admin_requires_mfa from private.settings)
                -- As JSON: Auth of @supabase/lite knows the column, and a future one might not.
                or exists (select 1 from auth.sessions s where s.id = o.session_id and to_jsonb(s) ->> 'aal' = 'aal2')
              )
          )
          or exists (
            select 1 from public.vm_assignments a
            where a.user_id = o.user_id and a.vmid = o.vmid and a.can_console and (a.node is null or a.node = o.node)
          )
          or exists (select 1 from public.assignment_rules r where r.id = o.rule_id and r.user_id = o.user_id and r.can_console)
      end;
  return found;
end
$$;
