import type { Caller } from "./access.ts";
import { failure } from "./errors.ts";
import { underLockFile } from "./lock.ts";
import { fraction } from "./random.ts";
import {
  changeState,
  guestAt,
  isTemplate,
  type Cluster,
  type Guest,
  type GuestType,
} from "./state.ts";
import type { Task, Work } from "./tasks.ts";

/* What starts, stops and suspends guests: the checks the API makes at once, and the task that does it and alone tells the truth. */

export interface PowerOrder {
  cluster: Cluster;
  caller: Caller;
  node: string;
  type: GuestType;
  vmid: number;
}

const taskNames = {
  qemu: {
    start: "qmstart",
    stop: "qmstop",
    shutdown: "qmshutdown",
    reboot: "qmreboot",
    reset: "qmreset",
    suspend: "qmpause",
    hibernate: "qmsuspend",
    resume: "qmresume",
  },
  lxc: {
    start: "vzstart",
    stop: "vzstop",
    shutdown: "vzshutdown",
    reboot: "vzreboot",
    suspend: "vzsuspend",
    resume: "vzresume",
  },
} as const;

const label = (type: GuestType) => (type === "qemu" ? "VM" : "CT");

export const isRunning = (guest: Guest) => guest.state !== "stopped";

/** VM.PowerMgmt's actions see only the configuration's own lock; another task is the lock file's affair. */
export function refuseLocked(guest: Guest): void {
  if (guest.config.lock !== undefined) {
    throw failure(
      `${label(guest.type)} is locked (${String(guest.config.lock)})`,
    );
  }
}

function refuseStopped(order: PowerOrder): Guest {
  const guest = guestAt(order.cluster, order.node, order.type, order.vmid);
  if (!isRunning(guest))
    throw failure(`${label(guest.type)} ${String(guest.vmid)} not running`);
  return guest;
}

/** The configuration is read by the task, so an unknown guest fails there and not at the door. */
function begin(
  order: PowerOrder,
  type: string,
  work: (work: Work, guest: Guest) => Promise<void>,
): string {
  const { cluster, caller, node, vmid } = order;
  return cluster.tasks.start(
    { node, type, id: String(vmid), caller },
    async (tools) => {
      const guest = guestAt(cluster, node, order.type, vmid);
      await underLockFile(cluster, guest, () => work(tools, guest));
    },
  ).upid;
}

/** Between two durations, by the guest's own nature: the same guest is always the slow one. */
const spread = (guest: Guest, low: number, high: number) =>
  low + (high - low) * fraction(guest.appetite.seed, 21);

/** A guest under high availability is not started here: the manager is asked, and gets to it in its own time. */
function asksManager(
  order: PowerOrder,
  guest: Guest,
  wish: "start" | "stop",
  act: (order: PowerOrder) => string,
): string {
  const { cluster, caller, node, vmid } = order;
  const what = `${label(guest.type)} ${String(vmid)}`;
  const task = cluster.tasks.start(
    { node, type: `ha${wish}`, id: String(vmid), caller },
    async (work) => {
      work.log(`Requesting HA ${wish} for ${what}`);
      await work.sleep(600);
      guest.hastate = wish === "start" ? "started" : "stopped";
      const timer = setTimeout(() => {
        if (
          guest.hastate !== undefined &&
          (guest.state === "stopped") === (wish === "start")
        )
          act({ ...order, caller: manager });
      }, managerRoundMs / cluster.timing.taskSpeed);
      timer.unref();
    },
  );
  return task.upid;
}

const managerRoundMs = 5000;
const manager: Caller = {
  authid: "root@pam",
  userid: "root@pam",
  tokenid: undefined,
};

/** The guest if it is where the path says; where it is not, the task will say so. */
function guestHere({
  cluster,
  node,
  type,
  vmid,
}: PowerOrder): Guest | undefined {
  const guest = cluster.guests.get(vmid);
  return guest?.type === type && guest.node === node ? guest : undefined;
}

const isManaged = (
  order: PowerOrder,
  guest: Guest | undefined,
): guest is Guest => guest?.hastate !== undefined && order.caller !== manager;

export function start(order: PowerOrder): string {
  const present = guestHere(order);
  if (present?.type === "lxc" && isRunning(present)) {
    throw failure(`CT ${String(order.vmid)} already running`);
  }
  if (isManaged(order, present) && present.config.lock !== "suspended") {
    return asksManager(order, present, "start", start);
  }
  return begin(order, taskNames[order.type].start, async (work, guest) => {
    if (isTemplate(guest)) {
      throw failure(
        guest.type === "qemu"
          ? "you can't start a vm if it's a template"
          : "you can't start a CT if it's a template",
      );
    }
    const isHibernated = guest.config.lock === "suspended";
    if (!isHibernated) refuseLocked(guest);
    if (isRunning(guest))
      throw failure(
        `${label(guest.type)} ${String(guest.vmid)} already running`,
      );
    const { startError, startWarning } = guest.temperament;
    if (startError !== undefined) throw failure(startError);
    if (startWarning !== undefined) work.warn(startWarning);
    if (isHibernated) work.log("Resuming suspended VM");
    await work.sleep(spread(guest, 900, 3500));
    applyPending(guest);
    if (isHibernated) {
      delete guest.config.lock;
      delete guest.config.vmstate;
      work.log("Resumed VM, removing state");
    }
    changeState(order.cluster, guest, "running");
  });
}

export function stop(order: PowerOrder, overrulesShutdown: boolean): string {
  if (order.type === "lxc") refuseStopped(order);
  const present = guestHere(order);
  if (isManaged(order, present)) {
    return asksManager(order, present, "stop", (now) =>
      stop(now, overrulesShutdown),
    );
  }
  const { cluster, caller, node, type, vmid } = order;
  return cluster.tasks.start(
    { node, type: taskNames[type].stop, id: String(vmid), caller },
    async (work) => {
      const guest = guestAt(cluster, node, type, vmid);
      if (overrulesShutdown) await overruleShutdown(order, work);
      await underLockFile(cluster, guest, async () => {
        if (!isRunning(guest)) return;
        refuseLocked(guest);
        await work.sleep(spread(guest, 400, 1200));
        halt(cluster, guest);
      });
    },
  ).upid;
}

async function overruleShutdown(
  { cluster, caller, node, type, vmid }: PowerOrder,
  work: Work,
): Promise<void> {
  const shutdowns = cluster.tasks
    .of(node)
    .filter(
      (task: Task) =>
        task.endtime === undefined &&
        task.type === taskNames[type].shutdown &&
        task.id === String(vmid) &&
        task.authid === caller.authid,
    );
  if (shutdowns.length === 0) return;
  for (const task of shutdowns) task.abort.abort();
  await Promise.all(shutdowns.map((task) => task.done));
  work.log(
    `overruled ${taskNames[type].shutdown} tasks: ${shutdowns.map(({ upid }) => upid).join(", ")}`,
  );
}

export interface ShutdownOptions {
  timeoutSeconds: number | undefined;
  forceStop: boolean;
}

const defaultShutdownSeconds = 60;

export function shutdown(order: PowerOrder, options: ShutdownOptions): string {
  const guest = order.type === "lxc" ? refuseStopped(order) : guestHere(order);
  if (
    guest?.type === "qemu" &&
    guest.state === "paused" &&
    !options.forceStop
  ) {
    throw failure("VM is paused - cannot shutdown");
  }
  if (isManaged(order, guest)) {
    return asksManager(order, guest, "stop", (now) => shutdown(now, options));
  }
  return begin(order, taskNames[order.type].shutdown, async (work, present) => {
    if (!isRunning(present)) return;
    refuseLocked(present);
    if (await powersDown(work, present, options.timeoutSeconds)) {
      halt(order.cluster, present);
      return;
    }
    if (!options.forceStop) throw powerdownTimeout(present);
    if (present.type === "qemu")
      work.log("VM still running - terminating now with SIGTERM");
    await work.sleep(300);
    halt(order.cluster, present);
  });
}

const powerdownTimeout = (guest: Guest) =>
  failure(
    guest.type === "qemu"
      ? "VM quit/powerdown failed - got timeout"
      : `command 'lxc-stop -n ${String(guest.vmid)} --nokill --timeout ${String(defaultShutdownSeconds)}' failed: exit code 1`,
  );

/** Waits as long as the guest takes, or as long as the caller is willing to. */
async function powersDown(
  work: Work,
  guest: Guest,
  timeoutSeconds: number | undefined,
): Promise<boolean> {
  const down = /(?:^|,)down=(\d+)/.exec(
    String(guest.config.startup ?? ""),
  )?.[1];
  const patienceMs =
    (timeoutSeconds ??
      (down === undefined ? defaultShutdownSeconds : Number(down))) * 1000;
  const neededMs =
    guest.type === "qemu"
      ? spread(guest, 2500, 9000)
      : spread(guest, 800, 3000);
  const obeys = guest.temperament.obeysShutdown && guest.state === "running";
  await work.sleep(obeys ? Math.min(neededMs, patienceMs) : patienceMs);
  return obeys && neededMs <= patienceMs;
}

const reappearMs = 1500;

/** The task ends when the guest is down; the node's clean-up starts it again a moment later, on its own. */
export function reboot(
  order: PowerOrder,
  timeoutSeconds: number | undefined,
): string {
  refuseStopped(order);
  const { cluster } = order;
  return begin(order, taskNames[order.type].reboot, async (work, guest) => {
    refuseLocked(guest);
    if (!(await powersDown(work, guest, timeoutSeconds)))
      throw powerdownTimeout(guest);
    if (guest.type === "lxc") {
      halt(cluster, guest);
      await work.sleep(spread(guest, 500, 1500));
      applyPending(guest);
      changeState(cluster, guest, "running");
      return;
    }
    halt(cluster, guest);
    const timer = setTimeout(() => {
      applyPending(guest);
      changeState(cluster, guest, "running");
    }, reappearMs / cluster.timing.taskSpeed);
    timer.unref();
  });
}

export function reset(order: PowerOrder): string {
  refuseStopped(order);
  return begin(order, taskNames.qemu.reset, async (work, guest) => {
    refuseLocked(guest);
    await work.sleep(200);
  });
}

export function suspend(order: PowerOrder): string {
  refuseStopped(order);
  return begin(order, taskNames[order.type].suspend, async (work, guest) => {
    refuseLocked(guest);
    await work.sleep(300);
    changeState(order.cluster, guest, "paused");
  });
}

/** To disk: the guest ends up stopped, locked as "suspended", and start brings it back where it was. */
export function hibernate(order: PowerOrder, storage: string): string {
  refuseStopped(order);
  return begin(order, taskNames.qemu.hibernate, async (work, guest) => {
    refuseLocked(guest);
    guest.config.lock = "suspending";
    try {
      const date = new Date().toISOString().slice(0, 10);
      const id = String(guest.vmid);
      work.log(`saving VM state and RAM using storage '${storage}'`);
      await work.sleep(spread(guest, 2000, 6000));
      guest.config.vmstate = `${storage}:${id}/vm-${id}-state-suspend-${date}.raw`;
      guest.config.lock = "suspended";
      changeState(order.cluster, guest, "stopped");
      work.log(`reached target, suspend complete`);
    } catch (error) {
      delete guest.config.lock;
      throw error;
    }
  });
}

export function resume(order: PowerOrder): string {
  refuseStopped(order);
  return begin(order, taskNames[order.type].resume, async (work, guest) => {
    refuseLocked(guest);
    await work.sleep(250);
    changeState(order.cluster, guest, "running");
  });
}

function halt(cluster: Cluster, guest: Guest): void {
  changeState(cluster, guest, "stopped");
  applyPending(guest);
}

/** What could not be changed while the guest ran takes effect now. */
export function applyPending(guest: Guest): void {
  for (const [key, value] of guest.pending) {
    if (value === null) Reflect.deleteProperty(guest.config, key);
    else guest.config[key] = value;
  }
  guest.pending.clear();
}
