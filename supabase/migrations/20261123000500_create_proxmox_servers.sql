-- The same rule as contract/host.ts: lower case, no final dot, IPv6 compressed and without brackets, no address in disguise.
create function private.is_canonical_host(host text) returns boolean
  language sql
  immutable
  set search_path = ''
as $$
  select case
    when host ~ ':' then
      -- Groups without leading zeros; all eight, or fewer around one "::" that stands for at least two.
      host ~ '^[0-9a-f:]{2,39}$'
      and host !~ '(^|:)0[0-9a-f]'
      and host !~ '[0-9a-f]{5}'
      and (
        host ~ '^[0-9a-f]+(:[0-9a-f]+){7}$' and host !~ '(^|:)0:0(:|$)'
        or host ~ '^([0-9a-f]+(:[0-9a-f]+)*)?::([0-9a-f]+(:[0-9a-f]+)*)?$'
          and regexp_count(host, '[0-9a-f]+') <= 6
      )
    when host ~ '(^|\.)(0x[0-9a-f]*|[0-9]+)$' then
      -- The last label is a number: for every URL parser this is IPv4, so it has to be a plain one.
      host ~ '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$'
    else
      char_length(host) <= 253
      and host ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$'
  end
$$;

-- A server is one saved connection to a Proxmox VE node or cluster. Nothing in this row is secret: its token lies in private.server_tokens.
create table public.proxmox_servers (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  -- The limit of 50: there are 50 slots, and each holds one server. See contract/servers.ts, maxServersPerUser.
  slot smallint not null,
  name text not null,
  host text not null,
  port integer not null default 8006,
  trust_mode text not null default 'system',
  ca_certificate text,
  server_name text,
  fingerprint text,
  verify_ssl boolean not null generated always as (trust_mode <> 'insecure') stored,
  token_id text not null,
  is_active boolean not null default true,
  proxmox_version text,
  last_connected_at timestamptz,
  last_error_code text,
  -- Grows with every change a person makes, so that a change based on an older row can be refused.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint proxmox_servers_slot_check check (slot between 1 and 50),
  constraint proxmox_servers_user_id_slot_key unique (user_id, slot),
  constraint proxmox_servers_user_id_host_port_key unique (user_id, host, port),
  constraint proxmox_servers_name_check
    check (char_length(name) between 1 and 100 and name = btrim(name) and private.is_plain_text(name)),
  constraint proxmox_servers_host_check check (private.is_canonical_host(host)),
  constraint proxmox_servers_port_check check (port between 1 and 65535),
  constraint proxmox_servers_trust_mode_check check (trust_mode in ('system', 'ca', 'pin', 'insecure')),
  constraint proxmox_servers_trust_check check (
    (trust_mode = 'ca') = (ca_certificate is not null)
    and (trust_mode = 'pin') = (fingerprint is not null)
    and (trust_mode = 'ca' or server_name is null)
  ),
  constraint proxmox_servers_ca_certificate_check check (
    char_length(ca_certificate) <= 32768
    and ca_certificate ~ '^(-----BEGIN CERTIFICATE-----\s+[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*){1,10}$'
  ),
  constraint proxmox_servers_server_name_check check (private.is_canonical_host(server_name)),
  constraint proxmox_servers_fingerprint_check check (fingerprint ~ '^([0-9A-F]{2}:){31}[0-9A-F]{2}$'),
  constraint proxmox_servers_token_id_check
    check (token_id ~ '^[A-Za-z0-9._+~@-]{1,60}@[A-Za-z][A-Za-z0-9._-]{1,31}![A-Za-z][A-Za-z0-9._-]{1,127}$'),
  constraint proxmox_servers_proxmox_version_check check (proxmox_version ~ '^[A-Za-z0-9.~+_-]{1,40}$'),
  constraint proxmox_servers_last_error_code_check check (last_error_code ~ '^[a-z_]{1,40}$')
);

alter table public.proxmox_servers enable row level security;
-- Nobody writes here: the functions do, by the RPCs of a later migration.
revoke all on public.proxmox_servers from anon, authenticated, service_role;
grant select on public.proxmox_servers to authenticated;

create policy "people read their servers, admins all" on public.proxmox_servers
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));

-- The constraints on slot are the guarantee; this finds the free slot, and makes parallel adds wait for each other instead of failing.
create function private.take_server_slot() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('proxmox_servers.slot ' || new.user_id, 0));
  select free into new.slot from generate_series(1, 50) free
    where not exists (select 1 from public.proxmox_servers s where s.user_id = new.user_id and s.slot = free)
    order by free limit 1;
  if new.slot is null then
    raise sqlstate 'PT409' using message = 'all 50 server slots are used', hint = 'limit_reached';
  end if;
  return new;
end
$$;
create trigger take_server_slot before insert on public.proxmox_servers
  for each row execute function private.take_server_slot();

create function private.refuse_change() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  raise sqlstate 'PT409' using message = format('this cannot change in %I', tg_table_name);
end
$$;
-- A token is bound to its server and its owner: under another one it would not open.
create trigger keep_identity before update on public.proxmox_servers
  for each row
  when ((old.id, old.user_id, old.slot, old.created_at) is distinct from (new.id, new.user_id, new.slot, new.created_at))
  execute function private.refuse_change();

-- What Muster notes about a server (last connected, its version, its error) is no change of the server.
create trigger update_updated_at
  before update of name, host, port, trust_mode, ca_certificate, server_name, fingerprint, token_id, is_active, version
  on public.proxmox_servers
  for each row execute function public.update_updated_at_column();
