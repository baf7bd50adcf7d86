create type public.app_role as enum ('admin', 'user');

create table public.user_roles (
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.app_role not null,
  -- No foreign key: who granted a role stays known when that person is gone.
  granted_by uuid default auth.uid(),
  granted_at timestamptz not null default now(),
  primary key (user_id, role)
);

-- Switches of the operator; one row.
create table private.settings (
  id boolean primary key default true check (id),
  admin_requires_mfa boolean not null default false
);
insert into private.settings default values;
alter table private.settings enable row level security;

create function private.has_role(_user_id uuid, _role public.app_role) returns boolean
  language sql
  stable
  -- Definer: asked from the policies of user_roles itself, where the caller's own rights would recurse.
  security definer
  set search_path = ''
as $$
  select exists (select 1 from public.user_roles where user_id = _user_id and role = _role)
$$;

-- May the caller act as an administrator now? With admin_requires_mfa, only in a session that has passed a second factor.
create function private.is_admin() returns boolean
  language sql
  stable
  -- Definer: reads settings and the roles for people who may read neither.
  security definer
  set search_path = ''
as $$
  select private.has_role((select auth.uid()), 'admin')
    and (
      not coalesce((select admin_requires_mfa from private.settings), true)
      or coalesce((select auth.jwt()) ->> 'aal', 'aal1') = 'aal2'
    )
$$;
-- Execute without usage of the schema: callable from policies and from the function below, not by name.
grant execute on function private.is_admin() to authenticated;

alter table public.user_roles enable row level security;
revoke all on public.user_roles from anon, authenticated, service_role;
grant select, delete, insert (user_id, role) on public.user_roles to authenticated;

create policy "people read their roles, admins all" on public.user_roles
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "admins make admins" on public.user_roles
  for insert to authenticated with check (role = 'admin' and (select private.is_admin()));
create policy "admins unmake admins" on public.user_roles
  for delete to authenticated using (role = 'admin' and (select private.is_admin()));

-- A body in the standard's form is bound when it is created, so it needs no right to look into private when it runs.
create function public.is_admin() returns boolean
  language sql
  stable
  set search_path = ''
begin atomic
  select private.is_admin();
end;
revoke execute on function public.is_admin() from public, anon, service_role;
grant execute on function public.is_admin() to authenticated;

-- Everybody may ask about themselves; only administrators about others, so that nobody can find out whose account is worth stealing.
create function public.has_role(_user_id uuid, _role public.app_role) returns boolean
  language plpgsql
  stable
  set search_path = ''
as $$
begin
  if _user_id is distinct from (select auth.uid()) and not public.is_admin() then
    raise insufficient_privilege using message = 'only administrators may ask about the roles of others';
  end if;
  return exists (select 1 from public.user_roles where user_id = _user_id and role = _role);
end
$$;
revoke execute on function public.has_role(uuid, public.app_role) from public, anon, service_role;
grant execute on function public.has_role(uuid, public.app_role) to authenticated;

create function private.keep_last_admin() returns trigger
  language plpgsql
  -- Definer: the count must see every administrator, whoever asks.
  security definer
  set search_path = ''
as $$
begin
  -- One at a time: two administrators who remove each other would each still see the other.
  perform pg_advisory_xact_lock(hashtextextended('user_roles.admin', 0));
  if not exists (select 1 from public.user_roles where role = 'admin' and user_id <> old.user_id)
    -- An account that is deleted takes its roles along.
    and exists (select 1 from auth.users where id = old.user_id)
  then
    raise sqlstate 'PT409' using message = 'the last administrator stays', hint = 'last_admin';
  end if;
  return old;
end
$$;
create trigger keep_last_admin before delete on public.user_roles
  for each row when (old.role = 'admin') execute function private.keep_last_admin();

-- For the operator, on the database itself: select private.bootstrap_admin('me@example.org').
create function private.bootstrap_admin(p_email text) returns uuid
  language plpgsql
  set search_path = ''
as $$
declare
  person uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('user_roles.admin', 0));
  if exists (select 1 from public.user_roles where role = 'admin') then
    raise sqlstate 'PT409' using message = 'there is an administrator already; administrators make further ones';
  end if;
  select u.id into person from auth.users u
    where lower(u.email) = lower(p_email) and u.email_confirmed_at is not null;
  if person is null then
    raise sqlstate 'PT404' using message = 'nobody has signed up and confirmed that e-mail address';
  end if;
  insert into public.user_roles (user_id, role) values (person, 'admin');
  return person;
end
$$;
