-- The vault. A token is sealed under a key of its own row, which the functions derive from PROXMOX_ENCRYPTION_KEY and pass as a parameter:
-- the database never has the master key, and the functions never have the ciphertext.
-- A secret that comes in here is never cast, built into SQL or left to a constraint: those errors print what they refuse into the log.
create table private.server_tokens (
  server_id uuid primary key references public.proxmox_servers (id) on delete cascade,
  key_id smallint not null check (key_id > 0),
  ciphertext bytea not null,
  updated_at timestamptz not null default now(),
  -- RFC 4880: packet 3 (version 4, AES-256, salted SHA-256), then packet 18, which carries an integrity check.
  constraint server_tokens_aes256_check check (
    octet_length(ciphertext) between 60 and 4096
    and substring(ciphertext from 1 for 6) = '\xc30c04090108'
    and get_byte(ciphertext, 14) = 210
  )
);
alter table private.server_tokens enable row level security;
revoke all on private.server_tokens from anon, authenticated, service_role;

-- A value derived from each master key, kept when the first token is sealed with it: a mistyped key is refused before it seals another.
create table private.key_checks (
  key_id smallint primary key check (key_id > 0),
  check_value text not null check (check_value ~ '^[0-9a-f]{32}$'),
  created_at timestamptz not null default now()
);
alter table private.key_checks enable row level security;
revoke all on private.key_checks from anon, authenticated, service_role;

create function private.check_key(p_key_id smallint, p_key_check text) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  insert into private.key_checks (key_id, check_value) values (p_key_id, p_key_check) on conflict do nothing;
  if not exists (select 1 from private.key_checks where key_id = p_key_id and check_value = p_key_check) then
    raise sqlstate 'PT503' using
      message = format('encryption key %s is not the key that sealed the tokens under this number', p_key_id),
      hint = 'config_error';
  end if;
end
$$;

create function private.seal_token(
  p_server public.proxmox_servers, p_token text, p_key_id smallint, p_key_check text, p_row_key text
) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  perform private.check_key(p_key_id, p_key_check);
  if p_row_key is null or p_row_key !~ '^[0-9a-f]{64}$' then
    raise sqlstate 'PT500' using message = 'a row key has 64 hexadecimal digits', hint = 'internal';
  end if;
  insert into private.server_tokens (server_id, key_id, ciphertext)
    values (
      p_server.id,
      p_key_id,
      -- The envelope says where the token belongs; unseal_token compares. A random key needs no stretching, hence s2k-mode 1.
      extensions.pgp_sym_encrypt(
        jsonb_build_object(
          'v', 1, 'server', p_server.id, 'user', p_server.user_id, 'host', p_server.host, 'port', p_server.port, 'token', p_token
        )::text,
        p_row_key,
        'cipher-algo=aes256, s2k-mode=1, s2k-digest-algo=sha256, compress-algo=0'
      )
    )
    on conflict (server_id) do update
      set key_id = excluded.key_id, ciphertext = excluded.ciphertext, updated_at = now();
end
$$;

-- The token, or the reason why there is none: one broken row must not keep the others shut. A caught error leaves no trace in the log.
create function private.unseal_token(
  p_server public.proxmox_servers, p_ciphertext bytea, p_row_key text, out token text, out failure text
)
  language plpgsql
  set search_path = ''
as $$
declare
  envelope jsonb;
begin
  begin
    envelope := extensions.pgp_sym_decrypt(p_ciphertext, p_row_key)::jsonb;
  exception when others then
    failure := 'decrypt_failed';
    return;
  end;
  if envelope - 'token' is distinct from jsonb_build_object(
    'v', 1, 'server', p_server.id, 'user', p_server.user_id, 'host', p_server.host, 'port', p_server.port
  ) then
    failure := 'binding_mismatch';
    return;
  end if;
  token := envelope ->> 'token';
end
$$;
