-- A new master key takes over while people work: tokens open under either key, and are sealed again one by one. None leaves the database.

-- What still lies under another key, in pages: p_after is the last server of the page before, so that a row that cannot be rotated is met once.
create function public.tokens_to_rotate(p_key_id smallint, p_after uuid default null, p_limit integer default 100)
  returns table (server_id uuid, user_id uuid, host text, port integer, key_id smallint)
  language sql
  stable
  -- Definer: as in the functions of the servers.
  security definer
  set search_path = ''
as $$
  select s.id, s.user_id, s.host, s.port, t.key_id
  from private.server_tokens t
  join public.proxmox_servers s on s.id = t.server_id
  where t.key_id <> p_key_id and (p_after is null or s.id > p_after)
  order by s.id
  limit least(p_limit, 1000)
$$;

-- "rotated"; "skipped" when the token is gone or somebody else was quicker; else why it did not open, and nothing is changed.
create function public.rotate_token(
  p_server_id uuid, p_old_key_id smallint, p_old_row_key text, p_key_id smallint, p_key_check text, p_row_key text
) returns text
  language plpgsql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
declare
  server public.proxmox_servers;
  sealed private.server_tokens;
  opened record;
begin
  -- In the order in which change_server locks them.
  select * into server from public.proxmox_servers where id = p_server_id for share;
  select * into sealed from private.server_tokens where server_id = p_server_id and key_id = p_old_key_id for update;
  if sealed.server_id is null then
    return 'skipped';
  end if;
  select * into opened from private.unseal_token(server, sealed.ciphertext, p_old_row_key);
  if opened.failure is not null then
    return opened.failure;
  end if;
  perform private.seal_token(server, opened.token, p_key_id, p_key_check, p_row_key);
  return 'rotated';
end
$$;

revoke execute on function public.tokens_to_rotate, public.rotate_token from public, anon, authenticated;
grant execute on function public.tokens_to_rotate, public.rotate_token to service_role;
