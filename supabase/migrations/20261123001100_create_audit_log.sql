-- Who did what to which server or guest, and how it went. Rows are only ever added, and outlive the people and servers they name: no foreign keys.
create table public.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Null: the operator, on the database itself.
  actor uuid,
  -- Whose server or account it concerns.
  owner uuid,
  action text not null check (action ~ '^[a-z_]{2,20}\.[a-z_]{2,20}$'),
  -- "attempt" is written before something is done, so that a crash leaves a trace.
  outcome text not null check (outcome in ('attempt', 'ok', 'denied', 'error')),
  error_code text check (error_code ~ '^[a-z_]{1,40}$'),
  server_id uuid,
  server_name text,
  node text,
  vmid integer,
  upid text,
  request_id uuid,
  ip text,
  user_agent text,
  detail jsonb not null default '{}'
);
create index audit_log_owner_idx on public.audit_log (owner, id desc);
create index audit_log_actor_idx on public.audit_log (actor, id desc);

alter table public.audit_log enable row level security;
revoke all on public.audit_log from anon, authenticated, service_role;
grant select on public.audit_log to authenticated;

create policy "people read what concerns them, admins all" on public.audit_log
  for select to authenticated
  using (owner = (select auth.uid()) or actor = (select auth.uid()) or (select private.is_admin()));

create function private.refuse_rewriting() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  raise sqlstate 'PT403' using message = 'the audit log is only added to';
end
$$;
create trigger refuse_rewriting before update or delete on public.audit_log
  for each row execute function private.refuse_rewriting();
create trigger refuse_truncating before truncate on public.audit_log
  for each statement execute function private.refuse_rewriting();

-- A second line behind not putting secrets into entries at all: the value of an API token, a JWT, a key of Supabase's.
create function private.without_secrets(p_text text, p_length integer) returns text
  language sql
  immutable
  set search_path = ''
as $$
  select left(
    regexp_replace(
      regexp_replace(p_text, '(![\w.-]+[= ])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '\1[redacted]', 'gi'),
      'eyJ[\w-]+\.[\w-]*\.[\w-]*|sb_secret_[\w-]+', '[redacted]', 'g'
    ),
    p_length
  )
$$;

-- p_entries: a list of objects with the columns' names. Text is cut and cleaned rather than refused: an entry must not be lost, and a
-- constraint's error would print it into the log.
create function public.write_audit(p_entries jsonb) returns void
  language sql
  -- Definer: as in the functions of the servers.
  security definer
  set search_path = ''
as $$
  insert into public.audit_log (
    actor, owner, action, outcome, error_code, server_id, server_name, node, vmid, upid, request_id, ip, user_agent, detail
  )
  select
    actor, owner, action, outcome, error_code, server_id,
    private.without_secrets(server_name, 100),
    private.without_secrets(node, 63),
    vmid,
    private.without_secrets(upid, 512),
    request_id,
    private.without_secrets(ip, 45),
    private.without_secrets(user_agent, 256),
    case
      when detail is null then '{}'
      -- Redacted as text, it might be JSON no longer.
      when private.without_secrets(detail::text, 4096) = detail::text then detail
      else '{"redacted": true}'
    end
  from jsonb_to_recordset(p_entries) as entry (
    actor uuid, owner uuid, action text, outcome text, error_code text, server_id uuid, server_name text, node text, vmid integer,
    upid text, request_id uuid, ip text, user_agent text, detail jsonb
  )
$$;
revoke execute on function public.write_audit from public, anon, authenticated;
grant execute on function public.write_audit to service_role;

-- Roles and assignments are changed by administrators directly, under row-level security, where no function of ours could write the entry.
create function private.audit_change() returns trigger
  language plpgsql
  -- Definer: people may not write the log.
  security definer
  set search_path = ''
as $$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  insert into public.audit_log (actor, owner, action, outcome, vmid, detail)
    values (
      (select auth.uid()),
      (changed ->> 'user_id')::uuid,
      tg_argv[0] || '.' || case tg_op when 'INSERT' then 'grant' when 'UPDATE' then 'change' else 'revoke' end,
      'ok',
      (changed ->> 'vmid')::integer,
      changed - '{id,user_id,vmid,created_at,updated_at,granted_by,granted_at}'::text[]
    );
  return null;
end
$$;
create trigger audit_grant after insert on public.user_roles
  for each row when (new.role = 'admin') execute function private.audit_change('role');
create trigger audit_revoke after delete on public.user_roles
  for each row when (old.role = 'admin') execute function private.audit_change('role');
create trigger audit_change after insert or update or delete on public.vm_assignments
  for each row execute function private.audit_change('assignment');
