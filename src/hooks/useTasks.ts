import { useSyncExternalStore } from "react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { vmQueries } from "@/hooks/useVms.ts";
import { assignmentLack } from "@/lib/assignmentLack.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { ownTasks } from "@/lib/ownTasks.ts";
import { taskApi } from "@/lib/taskApi.ts";
import { vmidOfTask } from "@/lib/taskWords.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";

/** While somebody looks at the tasks; each costs every server one call. */
const watchedIntervalMs = 5_000;
/** For the number on the button alone; what it counts is watched to its end. */
const unwatchedIntervalMs = 60_000;
const countedIntervalMs = 15_000;

export const taskQueries = {
  all: () => ["tasks"] as const,
  /** What runs and what ended last, on all servers. Never asked by a hidden page, nor twice at once. */
  recent: () =>
    queryOptions({
      queryKey: [...taskQueries.all(), "recent"],
      queryFn: ({ signal }) => taskApi.listTasks({}, signal),
      staleTime: watchedIntervalMs,
    }),
  /** The operator's server has no id to ask for: it comes with all. */
  ofServer: (serverId: string | null) =>
    queryOptions({
      queryKey: [...taskQueries.all(), "ofServer", serverKey(serverId)],
      queryFn: ({ signal }) =>
        taskApi.listTasks(serverId === null ? {} : { serverId }, signal),
      staleTime: watchedIntervalMs,
    }),
};

export function useRecentTasks({ isWatched }: { isWatched: boolean }) {
  return useQuery({
    ...taskQueries.recent(),
    refetchInterval: ({ state }) => {
      if (isWatched) return watchedIntervalMs;
      const runs = state.data?.tasks.some(({ status }) => status === undefined);
      return runs ? countedIntervalMs : unwatchedIntervalMs;
    },
  });
}

/** What this page has begun. */
export function useOwnTasks() {
  return useSyncExternalStore(ownTasks.subscribe, ownTasks.all);
}

/** A list of the fleet that is not refreshed for this: names seldom change. */
function useFleetPart<Part>(select: (fleet: Fleet) => Part): Part | undefined {
  return useQuery({
    ...vmQueries.fleet(),
    refetchInterval: false,
    staleTime: Infinity,
    select,
  }).data;
}

export function useServerNames(): ReadonlyMap<string, string> {
  return useFleetPart(serverNames) ?? noNames;
}

const noNames: ReadonlyMap<string, string> = new Map();

function serverNames({ servers }: Fleet): ReadonlyMap<string, string> {
  return new Map(servers.map(({ key, serverName }) => [key, serverName]));
}

interface GuestTask {
  serverId: string | null;
  type: string;
  id: string;
}

/** The guest that a task works on, as the list knows it. A VMID is one guest's in a cluster, of whichever kind. */
export function useGuestOfTask(): (task: GuestTask) => Vm | undefined {
  const guests = useFleetPart(guestsByVmid) ?? noGuests;
  return (task) =>
    guests.get(`${serverKey(task.serverId)}/${String(vmidOfTask(task))}`);
}

/** Whether it is for this person to stop it, as far as is known: who may only see a guest breaks off none of its tasks. */
export function useMayStopTask(task: GuestTask): boolean {
  const vm = useGuestOfTask()(task);
  return vm === undefined || assignmentLack(vm, "power") === undefined;
}

const noGuests: ReadonlyMap<string, Vm> = new Map();

function guestsByVmid({ vms }: Fleet): ReadonlyMap<string, Vm> {
  return new Map(
    vms.map((vm) => [`${serverKey(vm.serverId)}/${String(vm.vmid)}`, vm]),
  );
}

/** A clean shutdown that is under way on a guest, whoever has begun it: in its way, a stop would only wait. */
export function useRunningShutdown(
  { serverId, vmid }: Pick<Vm, "serverId" | "vmid">,
  isWanted: boolean,
): VmAction | undefined {
  const { data } = useQuery({
    ...taskQueries.ofServer(serverId),
    enabled: isWanted,
    // A hint, not worth a wait.
    retry: false,
  });
  const task = data?.tasks.find(
    ({ id, type, status, ...task }) =>
      status === undefined &&
      task.serverId === serverId &&
      id === String(vmid) &&
      /^(?:qm|vz)(?:shutdown|reboot)$/.test(type),
  );
  return task && (task.type.endsWith("reboot") ? "reboot" : "shutdown");
}
