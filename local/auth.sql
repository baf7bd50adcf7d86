-- What Auth of @supabase/lite leaves out. Run as the superuser on every start, after it has made its tables.

-- Policies work without it, but a function that runs with its caller's rights could not call auth.uid().
grant usage on schema auth to anon, authenticated, service_role;

-- As on Supabase: from the claims, too, not only from the single setting that lite makes for each request.
create or replace function auth.uid() returns uuid
  language sql
  stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create or replace function auth.role() returns text
  language sql
  stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

-- Its driver encodes JSON twice: {"name":"x"} arrives as a JSON string that holds that text, and ->> 'name' finds nothing.
create or replace function auth.unwrap_json() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  if tg_table_name = 'users' then
    if jsonb_typeof(new.raw_user_meta_data) = 'string' then
      new.raw_user_meta_data := (new.raw_user_meta_data #>> '{}')::jsonb;
    end if;
    if jsonb_typeof(new.raw_app_meta_data) = 'string' then
      new.raw_app_meta_data := (new.raw_app_meta_data #>> '{}')::jsonb;
    end if;
  elsif jsonb_typeof(new.identity_data) = 'string' then
    new.identity_data := (new.identity_data #>> '{}')::jsonb;
  end if;
  return new;
end
$$;
create or replace trigger aa_unwrap_json before insert or update on auth.users
  for each row execute function auth.unwrap_json();
create or replace trigger aa_unwrap_json before insert or update on auth.identities
  for each row execute function auth.unwrap_json();
