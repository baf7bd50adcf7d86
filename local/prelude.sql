-- What a Supabase database holds before the first migration. Run as the superuser on every start, before Auth makes its tables.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
end
$$;
grant anon, authenticated, service_role to postgres with admin option;

alter role postgres set search_path to "$user", public, extensions;

create schema if not exists extensions authorization postgres;
create extension if not exists pgcrypto with schema extensions;
grant usage on schema extensions, public to anon, authenticated, service_role;

-- On Supabase, too, whoever makes an object in public has to revoke what these roles get by default. Only once: a migration may end it.
do $$
begin
  if to_regnamespace('supabase_migrations') is null then
    alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
    alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;
    create schema supabase_migrations authorization postgres;
  end if;
end
$$;
create table if not exists supabase_migrations.schema_migrations (
  version text primary key,
  statements text[],
  name text
);
alter table supabase_migrations.schema_migrations owner to postgres;
