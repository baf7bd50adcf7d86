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
