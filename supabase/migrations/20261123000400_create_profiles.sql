create function private.is_plain_text(value text) returns boolean
  language sql
  immutable
  set search_path = ''
as $$
  -- Control, bidi and zero-width characters make one name look like another. The contract's schemas refuse the same ones.
  select value !~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]'
$$;
-- A check runs with the rights of whoever writes the row.
grant execute on function private.is_plain_text(text) to authenticated;

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  email text,
  name text not null default '',
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint profiles_name_check check (char_length(name) <= 100 and name = btrim(name) and private.is_plain_text(name)),
  -- The pattern keeps out POSIX rules such as FOO+3; the conversion fails for a zone that does not exist.
  constraint profiles_time_zone_check check (
    time_zone ~ '^(UTC|GMT|Etc/GMT[+-][0-9]{1,2}|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+){1,2})$'
    and timezone(time_zone, timestamptz '2000-01-01 00:00:00+00') is not null
  )
);

alter table public.profiles enable row level security;
revoke all on public.profiles from anon, authenticated, service_role;
grant select, update (name, time_zone) on public.profiles to authenticated;

create policy "people read their profile, admins all" on public.profiles
  for select to authenticated using (id = (select auth.uid()) or (select private.is_admin()));
create policy "people change their profile" on public.profiles
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));

create trigger update_updated_at before update on public.profiles
  for each row execute function public.update_updated_at_column();

-- What a person sends along at sign-up (raw_user_meta_data) is only ever a name. Whatever it says of roles is theirs to write, and ignored.
create function private.create_profile() returns trigger
  language plpgsql
  -- Definer: runs as Auth's own role, which has no rights on our tables.
  security definer
  set search_path = ''
as $$
declare
  given text := coalesce(new.raw_user_meta_data ->> 'name', new.raw_user_meta_data ->> 'full_name', '');
begin
  -- A name that we refuse must not stop the sign-up.
  insert into public.profiles (id, email, name)
    values (new.id, new.email, case when private.is_plain_text(given) then btrim(left(btrim(given), 100)) else '' end);
  insert into public.user_roles (user_id, role, granted_by) values (new.id, 'user', null);
  return new;
end
$$;
create trigger create_profile after insert on auth.users
  for each row execute function private.create_profile();

create function private.copy_email_to_profile() returns trigger
  language plpgsql
  -- Definer: as above.
  security definer
  set search_path = ''
as $$
begin
  update public.profiles set email = new.email where id = new.id;
  return new;
end
$$;
create trigger copy_email_to_profile after update of email on auth.users
  for each row when (old.email is distinct from new.email) execute function private.copy_email_to_profile();
