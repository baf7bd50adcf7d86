-- How servers are written and tokens opened: by the edge functions, with the secret key. p_user_id is the person whose JWT they have verified;
-- statements filter on it, so that a foreign server is answered as one that does not exist.
-- Errors: SQLSTATE PTnnn becomes HTTP status nnn in PostgREST; the hint is the code of contract/errors.ts.
-- Definers, all of the API's: the service role has no right on any table, so that its key alone opens nothing.

create function private.token_id_of(p_token text) returns text
  language plpgsql
  immutable
  set search_path = ''
as $$
begin
  if p_token is null
    or p_token !~ '^[A-Za-z0-9._+~@-]{1,60}@[A-Za-z][A-Za-z0-9._-]{1,31}![A-Za-z][A-Za-z0-9._-]{1,127}=[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
  then
    raise sqlstate 'PT400' using message = 'an API token is USER@REALM!TOKENID=UUID', hint = 'validation_failed';
  end if;
  return split_part(p_token, '=', 1);
end
$$;

create function public.add_server(
  p_user_id uuid,
  p_server_id uuid,
  p_name text,
  p_host text,
  p_port integer,
  p_trust jsonb,
  p_token text,
  p_key_id smallint,
  p_key_check text,
  p_row_key text
) returns setof public.proxmox_servers
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  added public.proxmox_servers;
begin
  insert into public.proxmox_servers (id, user_id, name, host, port, trust_mode, ca_certificate, server_name, fingerprint, token_id)
    values (
      p_server_id, p_user_id, p_name, p_host, p_port,
      p_trust ->> 'mode', p_trust ->> 'ca_certificate', p_trust ->> 'server_name', p_trust ->> 'fingerprint',
      private.token_id_of(p_token)
    )
    returning * into added;
  perform private.seal_token(added, p_token, p_key_id, p_key_check, p_row_key);
  return next added;
end
$$;

-- The whole new row, based on p_version of the old one. Without p_token the stored token stays, which a new host or port rules out.
create function public.change_server(
  p_user_id uuid,
  p_server_id uuid,
  p_version integer,
  p_name text,
  p_host text,
  p_port integer,
  p_trust jsonb,
  p_is_active boolean,
  p_token text default null,
  p_key_id smallint default null,
  p_key_check text default null,
  p_row_key text default null
) returns setof public.proxmox_servers
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  old public.proxmox_servers;
  changed public.proxmox_servers;
  moved boolean;
begin
  select * into old from public.proxmox_servers where id = p_server_id and user_id = p_user_id for update;
  if not found then
    raise sqlstate 'PT404' using message = 'no such server', hint = 'not_found';
  end if;
  if old.version is distinct from p_version then
    raise sqlstate 'PT409' using message = 'changed since it was read', hint = 'version_conflict';
  end if;
  moved := (p_host, p_port) is distinct from (old.host, old.port);
  -- Else whoever may edit a server could have its token sent to a machine of their own.
  if moved and p_token is null then
    raise sqlstate 'PT422' using message = 'a new host or port needs the token again', hint = 'token_required';
  end if;

  update public.proxmox_servers
    set name = p_name,
        host = p_host,
        port = p_port,
        trust_mode = p_trust ->> 'mode',
        ca_certificate = p_trust ->> 'ca_certificate',
        server_name = p_trust ->> 'server_name',
        fingerprint = p_trust ->> 'fingerprint',
        is_active = p_is_active,
        token_id = case when p_token is null then token_id else private.token_id_of(p_token) end,
        version = version + 1,
        -- What was seen at another address, or with other means, says nothing about this one.
        last_error_code = null,
        last_connected_at = case when moved then null else last_connected_at end,
        proxmox_version = case when moved then null else proxmox_version end
    where id = p_server_id
    returning * into changed;
  if p_token is not null then
    perform private.seal_token(changed, p_token, p_key_id, p_key_check, p_row_key);
  end if;
  return next changed;
end
$$;

create function public.remove_server(p_user_id uuid, p_server_id uuid) returns void
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  delete from public.proxmox_servers where id = p_server_id and user_id = p_user_id;
  if not found then
    raise sqlstate 'PT404' using message = 'no such server', hint = 'not_found';
  end if;
end
$$;

-- All of a person's tokens in one call. p_row_keys: { server id: { key id: row key } }, one for every master key that is configured, because
-- only the database knows under which one a row lies. p_key_checks: { key id: check value }.
create function public.open_tokens(p_user_id uuid, p_row_keys jsonb, p_key_checks jsonb)
  returns table (server_id uuid, token text, failure text, key_id smallint)
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  server public.proxmox_servers;
  sealed private.server_tokens;
  row_key text;
begin
  for server in
    select * from public.proxmox_servers s where s.user_id = p_user_id and p_row_keys ? s.id::text
  loop
    server_id := server.id;
    token := null;
    select * into sealed from private.server_tokens t where t.server_id = server.id;
    key_id := sealed.key_id;
    row_key := p_row_keys -> server.id::text ->> sealed.key_id::text;
    if sealed.server_id is null then
      failure := 'token_missing';
    elsif row_key is null then
      failure := 'key_unknown';
    elsif not exists (
      select 1 from private.key_checks c where c.key_id = sealed.key_id and c.check_value = p_key_checks ->> sealed.key_id::text
    ) then
      failure := 'key_mismatch';
    else
      select u.token, u.failure into token, failure from private.unseal_token(server, sealed.ciphertext, row_key) u;
    end if;
    return next;
  end loop;
end
$$;

-- p_outcomes: [{ "serverId", "errorCode" (null: it answered), "proxmoxVersion"? }]. Comes with every listing, so it writes only what is news,
-- and passes over a row that somebody is changing right now.
create function public.record_outcomes(p_outcomes jsonb) returns void
  language sql
  security definer
  set search_path = ''
as $$
  with outcomes as (
    select distinct on ("serverId") "serverId" as server_id, "errorCode" as error_code,
      -- From a machine we do not control.
      case when "proxmoxVersion" ~ '^[A-Za-z0-9.~+_-]{1,40}$' then "proxmoxVersion" end as proxmox_version
    from jsonb_to_recordset(p_outcomes) as o ("serverId" uuid, "errorCode" text, "proxmoxVersion" text)
    order by "serverId"
  ),
  news as (
    select s.id, o.error_code, coalesce(o.proxmox_version, s.proxmox_version) as proxmox_version
    from public.proxmox_servers s
    join outcomes o on o.server_id = s.id
    where s.last_error_code is distinct from o.error_code
      or s.proxmox_version is distinct from coalesce(o.proxmox_version, s.proxmox_version)
      or o.error_code is null and (s.last_connected_at is null or s.last_connected_at < now() - interval '30 seconds')
    for no key update of s skip locked
  )
  update public.proxmox_servers s
    set last_error_code = news.error_code,
        last_connected_at = case when news.error_code is null then now() else s.last_connected_at end,
        proxmox_version = news.proxmox_version
    from news
    where s.id = news.id
$$;

revoke execute on function public.add_server, public.change_server, public.remove_server, public.open_tokens, public.record_outcomes
  from public, anon, authenticated;
grant execute on function public.add_server, public.change_server, public.remove_server, public.open_tokens, public.record_outcomes
  to service_role;
