-- An administrator may switch somebody's server off, and says why. Its owner reads the reason, and cannot switch it on again: not by a change,
-- not by moving it, and not by removing it to add it anew. Tokens, trust and names stay the owner's to change.
alter table public.proxmox_servers
  add column deactivated_at timestamptz,
  -- No foreign key: who did it stays known when that person is gone.
  add column deactivated_by uuid,
  add column deactivated_reason text,
  -- What is_active was, to be so again afterwards.
  add column was_active boolean,
  add constraint proxmox_servers_deactivated_check check (
    num_nulls(deactivated_at, deactivated_by, deactivated_reason, was_active) in (0, 4)
    and (deactivated_at is null or not is_active)
  ),
  add constraint proxmox_servers_deactivated_reason_check check (
    char_length(deactivated_reason) between 1 and 500
    and deactivated_reason = btrim(deactivated_reason)
    and private.is_plain_text(deactivated_reason)
  );

create function private.refuse_deactivated() returns void
  language plpgsql
  set search_path = ''
as $$
begin
  raise sqlstate 'PT409' using message = 'an administrator has switched this server off', hint = 'server_deactivated';
end
$$;

-- As before, but what an administrator has switched off stays off, and where it is.
create or replace function public.change_server(
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
  -- Definer: the service role has no right on any table.
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
  if old.deactivated_at is not null and (p_is_active or moved) then
    perform private.refuse_deactivated();
  end if;
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

create or replace function public.remove_server(p_user_id uuid, p_server_id uuid) returns void
  language plpgsql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
declare
  old public.proxmox_servers;
begin
  select * into old from public.proxmox_servers where id = p_server_id and user_id = p_user_id for update;
  if not found then
    raise sqlstate 'PT404' using message = 'no such server', hint = 'not_found';
  end if;
  if old.deactivated_at is not null then
    perform private.refuse_deactivated();
  end if;
  delete from public.proxmox_servers where id = p_server_id;
end
$$;

-- p_admin_id: the person whose JWT the function has verified, and who may act as an administrator now (is_admin); the role is looked at once
-- more. A second call gives another reason.
create function public.deactivate_server(p_admin_id uuid, p_server_id uuid, p_reason text) returns setof public.proxmox_servers
  language plpgsql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
begin
  if not private.has_role(p_admin_id, 'admin') then
    raise sqlstate 'PT403' using message = 'only administrators switch servers of others off', hint = 'forbidden';
  end if;
  return query
    update public.proxmox_servers
      set was_active = coalesce(was_active, is_active),
          is_active = false,
          deactivated_at = now(),
          deactivated_by = p_admin_id,
          deactivated_reason = p_reason,
          version = version + 1
      where id = p_server_id
      returning *;
  if not found then
    raise sqlstate 'PT404' using message = 'no such server', hint = 'not_found';
  end if;
end
$$;

-- A server that its owner had switched off stays off. One that is not deactivated is left as it is.
create function public.reactivate_server(p_admin_id uuid, p_server_id uuid) returns setof public.proxmox_servers
  language plpgsql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
begin
  if not private.has_role(p_admin_id, 'admin') then
    raise sqlstate 'PT403' using message = 'only administrators switch servers of others on', hint = 'forbidden';
  end if;
  return query
    update public.proxmox_servers
      set is_active = coalesce(was_active, is_active),
          was_active = null,
          deactivated_at = null,
          deactivated_by = null,
          deactivated_reason = null,
          version = version + 1
      where id = p_server_id
      returning *;
  if not found then
    raise sqlstate 'PT404' using message = 'no such server', hint = 'not_found';
  end if;
end
$$;

revoke execute on function public.deactivate_server, public.reactivate_server from public, anon, authenticated;
grant execute on function public.deactivate_server, public.reactivate_server to service_role;
