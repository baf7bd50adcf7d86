import { queryOptions, useQuery } from "@tanstack/react-query";
import { plainTagStyle } from "@/lib/tagStyle.ts";
import type { TagStyle } from "@/lib/types.ts";

/** People choose it once, in Datacenter > Options. */
const styleStaysMs = 60 * 60_000;
/** A server that could not be asked may be back by then. */
const failureStaysMs = 5 * 60_000;

const tagStyleQuery = (serverId: string | null) =>
  queryOptions({
    queryKey: ["tagStyle", serverId],
    queryFn: () => inTurn(() => readTagStyle(serverId)),
    // After a reload nothing changes under the eyes, as a rule; it is asked all the same.
    initialData: () => keptTagStyle(serverId),
    initialDataUpdatedAt: 0,
    staleTime: ({ state }) =>
      state.data === plainTagStyle ? failureStaysMs : styleStaysMs,
    gcTime: Infinity,
    structuralSharing: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** How the people of a server want its tags shown. Asked for when the first of its tags is, once a server. */
export function useTagStyle(serverId: string | null): TagStyle {
  return useQuery(tagStyleQuery(serverId)).data ?? plainTagStyle;
}

async function readTagStyle(serverId: string | null): Promise<TagStyle> {
  try {
    const { tagStyleApi } = await import("@/lib/tagStyleApi.ts");
    const style = await tagStyleApi.readTagStyle({ serverId });
    keepTagStyle(serverId, style);
    return style;
  } catch {
    // Without it, tags have the colours that Proxmox VE gives to those without one.
    return keptTagStyle(serverId) ?? plainTagStyle;
  }
}

/** In this tab alone: tags may name customers, and a device may have more than one person. */
function keyOf(serverId: string | null): string {
  return `muster.tag-style.${String(serverId)}`;
}

function keptTagStyle(serverId: string | null): TagStyle | undefined {
  try {
    const kept = sessionStorage.getItem(keyOf(serverId));
    if (kept === null) return undefined;
    return { ...plainTagStyle, ...(JSON.parse(kept) as TagStyle) };
  } catch {
    return undefined;
  }
}

function keepTagStyle(serverId: string | null, style: TagStyle): void {
  try {
    sessionStorage.setItem(keyOf(serverId), JSON.stringify(style));
  } catch {
    // A browser that keeps nothing asks first.
  }
}

/** Few at a time: the listing of fifty servers does not wait for their colours, nor one server for another that is silent. */
const lanes = Array.from({ length: 3 }, () => Promise.resolve<unknown>(null));
let turns = 0;

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const lane = turns++ % lanes.length;
  const turn = (lanes[lane] ?? Promise.resolve()).then(work);
  lanes[lane] = turn.catch(() => undefined);
  return turn;
}
