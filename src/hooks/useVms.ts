import { useEffect } from "react";
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { api, streamVms } from "@/lib/api.ts";
import {
  askAnew,
  emptyFleet,
  endSweep,
  exceptNow,
  hearNews,
  hearServers,
  rememberReading,
  type Fleet,
  type ServerAnswer,
} from "@/lib/fleet.ts";
import { watchPresence } from "@/lib/presence.ts";
import { serverKey } from "@/lib/vmKey.ts";

/** Proxmox VE itself looks at its guests every 10 s. */
const refreshIntervalMs = 10_000;

/** Answers that come closer together than this are drawn together: 50 servers that answer at once are not 50 renderings. */
const drawIntervalMs = 60;

/** Half a frame: as long as keys wait for lines that are here already. */
const turnMs = 8;

/** Longer than any sweep takes: what was under way before such a pause is dead, and what has failed before it says little of now. */
const longPauseMs = 20_000;

const fleetKey = ["vms", "fleet"] as const;

export const vmQueries = {
  all: () => ["vms"] as const,
  fleet: () =>
    queryOptions({
      queryKey: fleetKey,
      queryFn: ({ client, signal }) => sweep(client, signal),
      refetchInterval: refreshIntervalMs,
      staleTime: refreshIntervalMs / 2,
      // Muster may run on this very device, which needs no network: whether it answers is found out by asking.
      networkMode: "always",
      // useFleetUpkeep() knows more about a return than that there was one.
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // hearNews() keeps the identity of what did not change, and knows the rows better than a deep comparison.
      structuralSharing: false,
    }),
};

/** The guests of all servers, each server's the moment it has answered. */
export function useVms() {
  return useQuery(vmQueries.fleet());
}

/** The names of each server's nodes, as far as they have told them. Listed once where nothing else lists the guests: nodes seldom change. */
export function useServerNodes(): ReadonlyMap<string, readonly string[]> {
  const { data } = useQuery({
    ...vmQueries.fleet(),
    refetchInterval: false,
    staleTime: Infinity,
    select: nodesByServer,
  });
  return data ?? noNodes;
}

const noNodes: ReadonlyMap<string, readonly string[]> = new Map();

function nodesByServer({ servers }: Fleet): typeof noNodes {
  return new Map(
    servers.flatMap(({ serverId, nodes }) =>
      serverId === null ? [] : [[serverId, nodes.map(({ node }) => node)]],
    ),
  );
}

/** Asks again at once when this page, its machine or its network comes back. Once for all screens that show the guests. */
export function useFleetUpkeep() {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      watchPresence({
        onReturn: (awayMs) => {
          if (awayMs > longPauseMs) void askAllAnew(queryClient);
          else void refreshStale(queryClient);
        },
        onNetworkChange: () => void askAllAnew(queryClient),
      }),
    [queryClient],
  );
}

/** Reads all servers now, also those that are left alone for a while. */
export function useRefreshFleet() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: () => askAllAnew(queryClient) });
}

/** A sweep that is under way is given up: it may be dead, and it does without some. */
export async function askAllAnew(queryClient: QueryClient): Promise<void> {
  wishAnew(queryClient);
  await queryClient.invalidateQueries({ queryKey: vmQueries.all() });
}

function refreshStale(queryClient: QueryClient): Promise<void> {
  return queryClient.refetchQueries(
    { queryKey: fleetKey, type: "active", stale: true },
    { cancelRefetch: false },
  );
}

/** Asks one server again, beside the regular refresh. */
export function useRetryServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (serverId: string | null) => {
      wishAnew(queryClient, serverKey(serverId));
      return refreshServer(queryClient, serverId);
    },
  });
}

/** Reads one server anew into the list. The operator's has no id to ask for: it comes with all. */
export async function refreshServer(
  queryClient: QueryClient,
  serverId: string | null,
): Promise<void> {
  if (serverId === null) {
    await queryClient.refetchQueries({ queryKey: fleetKey });
    return;
  }
  const { servers, ...rows } = await api.listVms({ serverId });
  writeFleet(queryClient, (fleet) =>
    hearServers(
      fleet,
      servers.map((outcome) => ({ ...outcome, ...rows })),
      Date.now(),
    ),
  );
}

/** One request for all servers. What each of them tells is on the screen before the others have answered. */
async function sweep(client: QueryClient, signal: AbortSignal): Promise<Fleet> {
  const heard = new Map<string, number | undefined>();
  let answers: ServerAnswer[] = [];
  let breathedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function draw() {
    clearTimeout(timer);
    timer = undefined;
    const known = readFleet(client);
    const fleet = hearNews(known, answers, Date.now());
    answers = [];
    // To hear the same again is worth telling only if nothing could be heard before.
    if (fleet !== known || client.getQueryState(fleetKey)?.error)
      writeFleet(client, () => fleet);
  }

  const before = readFleet(client);
  const except = exceptNow(before, Date.now());
  const byKey = new Map(before.servers.map((server) => [server.key, server]));
  const lines = streamVms({ except }, signal, (serverId) =>
    byKey.get(serverKey(serverId)),
  );
  try {
    for await (const line of lines) {
      if (line.type === "end") {
        for (const id of line.notAsked ?? [])
          heard.set(serverKey(id), undefined);
        break;
      }
      heard.set(serverKey(line.serverId), Date.now());
      answers.push(line);
      timer ??= setTimeout(draw, heard.size === 1 ? 0 : drawIntervalMs);
      if (performance.now() - breathedAt > turnMs) {
        await breathe();
        breathedAt = performance.now();
      }
    }
    return endSweep(hearNews(readFleet(client), answers, Date.now()), heard);
  } catch (error) {
    // A list that breaks off is true as far as it goes; one that nobody waits for any more is the next one's business.
    if (!signal.aborted && heard.size > 0)
      writeFleet(client, (fleet) =>
        rememberReading(hearNews(fleet, answers, Date.now()), heard),
      );
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Fifty servers that answer at once are parsed in one go otherwise, and keys pressed meanwhile wait for the last of them. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });
}

function readFleet(client: QueryClient): Fleet {
  return client.getQueryData<Fleet>(fleetKey) ?? emptyFleet;
}

function writeFleet(client: QueryClient, change: (fleet: Fleet) => Fleet) {
  client.setQueryData<Fleet>(fleetKey, (fleet) => change(fleet ?? emptyFleet));
}

/** Leaves alone what else the query knows, an error above all: nothing has been heard yet. */
function wishAnew(client: QueryClient, key?: string) {
  const query = client.getQueryCache().find<Fleet>({ queryKey: fleetKey });
  const fleet = query?.state.data;
  if (fleet) query.setState({ data: askAnew(fleet, key) });
}
