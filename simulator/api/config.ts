import { failure, permissionDenied } from "../errors.ts";
import { addGuest, poolNamed } from "../fleet.ts";
import { underLockFile } from "../lock.ts";
import { isRunning, refuseLocked } from "../power.ts";
import { createRandom } from "../random.ts";
import {
  changeSettings,
  checkOptions,
  checkStorages,
  refuseStaleDigest,
  resizedDisk,
  settingsIn,
  type Changes,
} from "../settings.ts";
import {
  becomeStale,
  isTemplate,
  type Guest,
  type GuestType,
} from "../state.ts";
import { wantedVolume, requireStorage } from "../volumes.ts";
import {
  flag,
  guestOf,
  held,
  may,
  requiredText,
  text,
  vmid,
  type Call,
  type Handler,
} from "./call.ts";

const words = (value: string | undefined) =>
  (value ?? "").split(/[,;\s]+/).filter((word) => word !== "");

function permit(call: Call) {
  const path = `/vms/${String(vmid(call))}`;
  return { isRoot: call.caller.authid === "root@pam", held: held(call, path) };
}

/** Everything that is refused is refused here, before anything has changed. */
function checkedChange(
  call: Call,
  type: GuestType,
): { guest: Guest; changes: Changes } {
  const settings = settingsIn(call.params);
  const remove = words(text(call, "delete"));
  const revert = words(text(call, "revert"));
  checkOptions(
    vmid(call),
    [
      ...Object.entries(settings),
      ...remove.map((key) => [key, undefined] as [string, undefined]),
    ],
    permit(call),
  );
  checkStorages(call.cluster, settings);
  const guest = guestOf(call, type);
  refuseStaleDigest(guest, text(call, "digest"));
  refuseLocked(guest);
  return { guest, changes: { settings, remove, revert } };
}

const change =
  (type: GuestType): Handler =>
  (call) => {
    const { guest, changes } = checkedChange(call, type);
    changeSettings(call.cluster, guest, changes);
    return null;
  };

/** POST does the same as a task. */
const changeLater: Handler = (call) => {
  const { cluster, caller, node } = call;
  const { guest, changes } = checkedChange(call, "qemu");
  return cluster.tasks.start(
    { node: node.name, type: "qmconfig", id: String(guest.vmid), caller },
    async (work) => {
      await work.sleep(200);
      for (const line of changeSettings(cluster, guest, changes))
        work.log(line);
    },
  ).upid;
};

const resize =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, caller, node } = call;
    const guest = guestOf(call, type);
    refuseLocked(guest);
    const disk = requiredText(call, "disk");
    const resized = resizedDisk(guest, disk, requiredText(call, "size"));
    return cluster.tasks.start(
      { node: node.name, type: "resize", id: String(guest.vmid), caller },
      async (work) => {
        await work.sleep(300);
        guest.config[disk] = resized;
        work.log("Image resized.");
      },
    ).upid;
  };

/** In these two the schema's own check is only for a signed-in user; the rest is the method's. */
function requireAllocate(call: Call): void {
  const pool = text(call, "pool");
  const allowed =
    may(call, `/vms/${String(vmid(call))}`, "VM.Allocate") ||
    (pool !== undefined && may(call, `/pool/${pool}`, "VM.Allocate"));
  if (!allowed) throw permissionDenied();
}

const create =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, caller, node } = call;
    requireAllocate(call);
    const id = vmid(call);
    const kind = type === "qemu" ? "VM" : "CT";
    const settings = settingsIn(call.params);
    const existing = cluster.guests.get(id);
    if (existing !== undefined) {
      const what = existing.type === "qemu" ? "VM" : "CT";
      throw failure(
        `unable to create ${kind} ${String(id)} - ${what} ${String(id)} already exists on node '${existing.node}'`,
      );
    }
    checkOptions(id, Object.entries(settings), permit(call));
    checkStorages(cluster, settings);
    const random = createRandom(cluster.seed, "created", id);
    const name = String(
      settings[type === "qemu" ? "name" : "hostname"] ??
        (type === "qemu" ? `VM${String(id)}` : `CT${String(id)}`),
    );
    const pool = text(call, "pool");
    return cluster.tasks.start(
      {
        node: node.name,
        type: type === "qemu" ? "qmcreate" : "vzcreate",
        id: String(id),
        caller,
      },
      async (work) => {
        const guest = addGuest(
          cluster,
          { type, name, vmid: id, node: node.name, state: "stopped" },
          random,
        );
        const given = type === "lxc" ? withRootDisk(call, settings) : settings;
        guest.config =
          type === "qemu"
            ? { ...bareVm(random.uuid(), random.uuid()) }
            : { arch: "amd64" };
        becomeStale(cluster, guest, "unknown");
        if (type === "lxc")
          work.log(
            `extracting archive '/var/lib/vz/template/cache/${requiredText(call, "ostemplate").split("/").at(-1) ?? ""}'`,
          );
        await work.sleep(type === "qemu" ? 400 : 2500);
        for (const line of changeSettings(cluster, guest, {
          settings: given,
          remove: [],
          revert: [],
        }))
          work.log(line);
        if (type === "lxc")
          work.log("Total bytes read: 431063040 (412MiB, 168MiB/s)");
        if (pool !== undefined) poolNamed(cluster, pool).vmids.add(id);
      },
    ).upid;
  };

const bareVm = (uuid: string, generation: string) => ({
  meta: `creation-qemu=9.2.0,ctime=${String(Math.floor(Date.now() / 1000))}`,
  smbios1: `uuid=${uuid}`,
  vmgenid: generation,
});

/** A container has a root file system, whether asked for or not. */
function withRootDisk(
  call: Call,
  settings: ReturnType<typeof settingsIn>,
): ReturnType<typeof settingsIn> {
  if (settings.rootfs !== undefined) return settings;
  const storage = text(call, "storage") ?? "local";
  requireStorage(call.cluster, storage);
  const rootfs = `${storage}:4`;
  return wantedVolume(rootfs) === undefined
    ? settings
    : { ...settings, rootfs };
}

const destroy =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, caller, node } = call;
    const guest = guestOf(call, type);
    const id = String(guest.vmid);
    if (guest.config.protection === 1) {
      throw failure(
        `can't remove ${type === "qemu" ? "VM" : "CT"} ${id} - protection mode enabled`,
      );
    }
    const forces = type === "lxc" && flag(call, "force");
    if (isRunning(guest) && !forces) {
      throw failure(
        type === "qemu"
          ? `VM ${id} is running - destroy failed`
          : `unable to destroy CT ${id} - container is running`,
      );
    }
    return cluster.tasks.start(
      {
        node: node.name,
        type: type === "qemu" ? "qmdestroy" : "vzdestroy",
        id,
        caller,
      },
      async (work) => {
        await underLockFile(cluster, guest, async () => {
          refuseLocked(guest);
          await work.sleep(600);
          cluster.guests.delete(guest.vmid);
          for (const pool of cluster.pools.values())
            pool.vmids.delete(guest.vmid);
        });
      },
    ).upid;
  };

const becomeTemplate =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, caller, node } = call;
    const guest = guestOf(call, type);
    const kind = type === "qemu" ? "VM" : "CT";
    refuseLocked(guest);
    if (guest.snapshots.length > 0) {
      throw failure(
        `unable to create template, because ${kind} contains snapshots`,
      );
    }
    if (isTemplate(guest))
      throw failure(`you can't convert a template to a template`);
    if (isRunning(guest))
      throw failure(
        `you can't convert a ${kind} to template if ${kind} is running`,
      );
    if (type === "lxc") {
      guest.config.template = 1;
      return null;
    }
    return cluster.tasks.start(
      { node: node.name, type: "qmtemplate", id: String(guest.vmid), caller },
      async (work) => {
        await work.sleep(700);
        guest.config.template = 1;
      },
    ).upid;
  };

export const configRoutes = {
  "PUT /nodes/{node}/qemu/{vmid}/config": change("qemu"),
  "POST /nodes/{node}/qemu/{vmid}/config": changeLater,
  "PUT /nodes/{node}/lxc/{vmid}/config": change("lxc"),
  "PUT /nodes/{node}/qemu/{vmid}/resize": resize("qemu"),
  "PUT /nodes/{node}/lxc/{vmid}/resize": resize("lxc"),
  "POST /nodes/{node}/qemu": create("qemu"),
  "POST /nodes/{node}/lxc": create("lxc"),
  "DELETE /nodes/{node}/qemu/{vmid}": destroy("qemu"),
  "DELETE /nodes/{node}/lxc/{vmid}": destroy("lxc"),
  "POST /nodes/{node}/qemu/{vmid}/template": becomeTemplate("qemu"),
  "POST /nodes/{node}/lxc/{vmid}/template": becomeTemplate("lxc"),
} satisfies Record<string, Handler>;
