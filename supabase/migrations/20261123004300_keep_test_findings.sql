-- What a test of a server has found beside its version, for its card to show later. Nothing here decides anything.
alter table public.proxmox_servers
  add column cluster_name text,
  -- Null: it never ends, or nobody may say.
  add column token_expires_at timestamptz,
  -- What stood behind the fingerprint when it was last met, to be shown beside another that takes its place. As contract/servers.ts, certificateSchema.
  add column pinned_certificate jsonb,
  add constraint proxmox_servers_cluster_name_check check (cluster_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
  add constraint proxmox_servers_pinned_certificate_check check (
    pinned_certificate is null
    -- coalesce: a check that comes to null would pass.
    or coalesce(trust_mode = 'pin' and pinned_certificate ->> 'fingerprint' = fingerprint, false)
      and octet_length(pinned_certificate::text) <= 32768
  );

-- What was found at another address, with another token or under another pin says nothing about this one.
create function private.forget_test_findings() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  if (new.host, new.port) is distinct from (old.host, old.port) then
    new.cluster_name := null;
    new.token_expires_at := null;
  end if;
  if new.token_id is distinct from old.token_id then
    new.token_expires_at := null;
  end if;
  if new.fingerprint is distinct from old.fingerprint then
    new.pinned_certificate := null;
  end if;
  return new;
end
$$;
create trigger forget_test_findings before update of host, port, token_id, fingerprint on public.proxmox_servers
  for each row execute function private.forget_test_findings();

-- A test that went well. p_finding: { "version", "cluster", "tokenExpiresAt", "certificate" }, each but the first may be null: from a machine we do
-- not control, so that what does not fit is left out. Like record_outcomes it changes nothing that a person has set.
create function public.record_test(p_user_id uuid, p_server_id uuid, p_finding jsonb) returns setof public.proxmox_servers
  language sql
  security definer
  set search_path = ''
as $$
  update public.proxmox_servers s
    set last_error_code = null,
        last_connected_at = now(),
        proxmox_version = case
          when p_finding ->> 'version' ~ '^[A-Za-z0-9.~+_-]{1,40}$' then p_finding ->> 'version'
          else proxmox_version
        end,
        cluster_name = case
          when p_finding ->> 'cluster' ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$' then p_finding ->> 'cluster'
        end,
        token_expires_at = (p_finding ->> 'tokenExpiresAt')::timestamptz,
        pinned_certificate = case
          when trust_mode <> 'pin' then null
          when p_finding -> 'certificate' ->> 'fingerprint' = fingerprint
            and octet_length((p_finding -> 'certificate')::text) <= 32768
            then p_finding -> 'certificate'
          else pinned_certificate
        end
    where id = p_server_id and user_id = p_user_id
    returning *
$$;

revoke execute on function public.record_test from public, anon, authenticated;
grant execute on function public.record_test to service_role;
