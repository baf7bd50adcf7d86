-- As before, but a window that still runs is never forgotten, however long ago it began: what is pruned is older than the caller's own.
-- Takes p_count from what the person may still do in this window, all of it or nothing. Returns 0, or the seconds until there is more.
create or replace function public.take_from_limit(
  p_user_id uuid, p_action text, p_limit integer, p_window_seconds integer, p_count integer default 1
) returns integer
  language plpgsql
  -- Definer: as in the functions of the servers.
  security definer
  set search_path = ''
as $$
declare
  now_seconds double precision := extract(epoch from clock_timestamp());
  start_seconds double precision := floor(now_seconds / p_window_seconds) * p_window_seconds;
begin
  if p_count <= p_limit then
    -- One statement, so that parallel calls cannot both take the last one.
    insert into private.rate_limits as r (user_id, action, window_start, used)
      values (p_user_id, p_action, to_timestamp(start_seconds), p_count)
      on conflict (user_id, action, window_start) do update
        set used = r.used + excluded.used where r.used + excluded.used <= p_limit;
    if found then
      -- Now and then, and one at a time: two who prune at once could wait for each other.
      if random() < 0.01 and pg_try_advisory_xact_lock(hashtextextended('rate_limits.prune', 0)) then
        delete from private.rate_limits where window_start < to_timestamp(start_seconds) - interval '1 day';
      end if;
      return 0;
    end if;
  end if;
  return greatest(1, ceil(start_seconds + p_window_seconds - now_seconds));
end
$$;
