-- What administrators see of all people and all servers, a page at a time. Never a token: none of these reads private.server_tokens.
create function private.require_admin() returns void
  language plpgsql
  stable
  set search_path = ''
as $$
begin
  if not (select private.is_admin()) then
    raise sqlstate 'PT403' using message = 'only administrators may do this', hint = 'forbidden';
  end if;
end
$$;

-- Null: Auth here knows no second factor (@supabase/lite).
create function private.has_second_factor(_user_id uuid) returns boolean
  language plpgsql
  stable
  set search_path = ''
as $$
begin
  if to_regclass('auth.mfa_factors') is null then
    return null;
  end if;
  return exists (select 1 from auth.mfa_factors where user_id = _user_id and status = 'verified');
end
$$;

-- p_search: part of a name or an address. p_sort: created, last_sign_in (newest first, never last), name, servers (most first).
create function public.list_people(
  p_search text default '', p_admins_only boolean default false, p_sort text default 'created', p_limit integer default 50, p_offset integer default 0
) returns table (
  id uuid, email text, name text, is_admin boolean, has_second_factor boolean, created_at timestamptz, last_sign_in_at timestamptz,
  servers integer, failing_servers integer, deactivated_servers integer, assignments integer, rules integer, total integer
)
  language plpgsql
  stable
  -- Definer: the last sign-in is Auth's, which people may not read.
  security definer
  set search_path = ''
as $$
begin
  perform private.require_admin();
  return query
    with found as (
      select u.id, u.email::text as email, p.name, u.created_at, u.last_sign_in_at,
        exists (select 1 from public.user_roles r where r.user_id = u.id and r.role = 'admin') as is_admin,
        case when p_sort = 'servers' then (select count(*) from public.proxmox_servers s where s.user_id = u.id) end as sort_servers
      from auth.users u
      join public.profiles p on p.id = u.id
      where coalesce(p_search, '') = ''
        or strpos(lower(p.name), lower(btrim(p_search))) > 0
        or strpos(lower(u.email), lower(btrim(p_search))) > 0
    ),
    page as (
      select f.*, (count(*) over ())::integer as total
      from found f
      where f.is_admin or not p_admins_only
      order by
        case when p_sort = 'name' then lower(coalesce(nullif(f.name, ''), f.email)) end,
        case when p_sort = 'last_sign_in' then f.last_sign_in_at end desc nulls last,
        f.sort_servers desc,
        f.created_at desc, f.id
      limit least(greatest(p_limit, 1), 100)
      offset greatest(p_offset, 0)
    )
    select f.id, f.email, f.name, f.is_admin, private.has_second_factor(f.id), f.created_at, f.last_sign_in_at,
      s.servers, s.failing, s.deactivated,
      (select count(*)::integer from public.vm_assignments a where a.user_id = f.id),
      (select count(*)::integer from public.assignment_rules r where r.user_id = f.id),
      f.total
    from page f
    cross join lateral (
      select count(*)::integer as servers,
        (count(*) filter (where o.is_active and o.last_error_code is not null))::integer as failing,
        (count(*) filter (where o.deactivated_at is not null))::integer as deactivated
      from public.proxmox_servers o where o.user_id = f.id
    ) s
    order by
      case when p_sort = 'name' then lower(coalesce(nullif(f.name, ''), f.email)) end,
      case when p_sort = 'last_sign_in' then f.last_sign_in_at end desc nulls last,
      f.sort_servers desc,
      f.created_at desc, f.id;
end
$$;

-- p_search: part of the server's name or host, or of its owner's name or address. p_state: all, active, failing, inactive (by its owner),
-- deactivated (by an administrator).
create function public.list_all_servers(
  p_search text default '', p_user_id uuid default null, p_state text default 'all', p_limit integer default 50, p_offset integer default 0
) returns table (
  id uuid, user_id uuid, owner_name text, owner_email text, name text, host text, port integer, token_id text, trust_mode text, is_active boolean,
  proxmox_version text, last_connected_at timestamptz, last_error_code text,
  deactivated_at timestamptz, deactivated_by uuid, deactivated_reason text, created_at timestamptz, total integer
)
  language plpgsql
  stable
  -- Not definer: administrators may read all of it.
  set search_path = ''
as $$
begin
  if not public.is_admin() then
    raise sqlstate 'PT403' using message = 'only administrators see all servers', hint = 'forbidden';
  end if;
  return query
    select s.id, s.user_id, p.name, p.email, s.name, s.host, s.port, s.token_id, s.trust_mode, s.is_active,
      s.proxmox_version, s.last_connected_at, s.last_error_code,
      s.deactivated_at, s.deactivated_by, s.deactivated_reason, s.created_at, (count(*) over ())::integer
    from public.proxmox_servers s
    join public.profiles p on p.id = s.user_id
    where (p_user_id is null or s.user_id = p_user_id)
      and case p_state
        when 'active' then s.is_active
        when 'failing' then s.is_active and s.last_error_code is not null
        when 'inactive' then not s.is_active and s.deactivated_at is null
        when 'deactivated' then s.deactivated_at is not null
        else true
      end
      and (
        coalesce(p_search, '') = ''
        or strpos(lower(s.name), lower(btrim(p_search))) > 0
        or strpos(s.host, lower(btrim(p_search))) > 0
        or strpos(lower(p.name), lower(btrim(p_search))) > 0
        or strpos(lower(p.email), lower(btrim(p_search))) > 0
      )
    order by lower(s.name), s.id
    limit least(greatest(p_limit, 1), 100)
    offset greatest(p_offset, 0);
end
$$;

revoke execute on function public.list_people, public.list_all_servers from public, anon, service_role;
grant execute on function public.list_people, public.list_all_servers to authenticated;
