import { requirePrivileges } from "../access.ts";
import { badParameters, failure } from "../errors.ts";
import { fraction } from "../random.ts";
import {
  isOnNode,
  storageNamed,
  usedBytes,
  type Storage,
  type Volume,
} from "../state.ts";
import { drivesOf, isFileStorage } from "../volumes.ts";
import {
  flag,
  held,
  integer,
  may,
  requiredText,
  text,
  type Call,
  type Handler,
} from "./call.ts";
import { sha1, type Row } from "./rows.ts";

function storageOf(call: Call): Storage {
  const storage = storageNamed(call.cluster, requiredText(call, "storage"));
  if (storage === undefined)
    throw badParameters({ storage: "No such storage." });
  return storage;
}

function statusRow({ node }: Call, storage: Storage): Row {
  const isActive = !storage.disabled && isOnNode(storage, node.name);
  const used = isActive ? usedBytes(storage, node.name) : 0;
  const total = isActive ? storage.size : 0;
  return {
    type: storage.type,
    content: storage.content.join(","),
    shared: storage.shared ? 1 : 0,
    enabled: storage.disabled ? 0 : 1,
    active: isActive ? 1 : 0,
    total,
    used,
    avail: total - used,
  };
}

const list: Handler = (call) => {
  const wanted = text(call, "content")?.split(",");
  const named = text(call, "storage");
  return call.cluster.storages
    .filter(
      (storage) =>
        may(
          call,
          `/storage/${storage.storage}`,
          "Datastore.Audit",
          "Datastore.AllocateSpace",
        ) &&
        isOnNode(storage, call.node.name) &&
        (named === undefined || storage.storage === named) &&
        (!flag(call, "enabled") || !storage.disabled) &&
        (wanted === undefined ||
          wanted.some((content) => storage.content.includes(content))),
    )
    .map((storage) => {
      const row = statusRow(call, storage);
      const total = Number(row.total);
      return {
        storage: storage.storage,
        ...row,
        ...(total > 0 ? { used_fraction: Number(row.used) / total } : {}),
      };
    });
};

/** Disks as the guests' configurations name them, and what else has been put there. */
function volumesOn(call: Call, storage: Storage): Volume[] {
  const { cluster, node } = call;
  const isHere = (on: string) => storage.shared || on === node.name;
  const disks = [...cluster.guests.values()].flatMap((guest): Volume[] =>
    isHere(guest.node)
      ? drivesOf(guest.config)
          .filter((drive) => drive.storage === storage.storage)
          .map(({ volid, size }) => ({
            volid,
            content: guest.type === "qemu" ? "images" : "rootdir",
            format: isFileStorage(storage)
              ? (/\.(\w+)$/.exec(volid)?.[1] ?? "raw")
              : guest.type === "qemu"
                ? "raw"
                : "subvol",
            size,
            ctime: guest.createdAt,
            vmid: guest.vmid,
            node: guest.node,
          }))
      : [],
  );
  return [...disks, ...storage.volumes.filter((volume) => isHere(volume.node))];
}

const content: Handler = (call) => {
  const storage = storageOf(call);
  const wanted = text(call, "content");
  const vmid = integer(call, "vmid");
  const seesAll = may(
    call,
    `/storage/${storage.storage}`,
    "Datastore.AllocateSpace",
    "Datastore.Audit",
  );
  return volumesOn(call, storage)
    .filter(
      (volume) =>
        seesAll &&
        (wanted === undefined || volume.content === wanted) &&
        (vmid === undefined || volume.vmid === vmid),
    )
    .map((volume): Row => {
      const row: Row = { ...volume };
      delete row.node;
      if (volume.content !== "images" && volume.content !== "rootdir")
        return row;
      return {
        ...row,
        used: Math.floor(volume.size * fraction(volume.ctime, 3)),
        parent: null,
      };
    });
};

/** A backup is deleted by whoever may make one; anything else needs the right to allocate on the storage. */
const remove: Handler = (call) => {
  const { cluster, caller, node } = call;
  const volid = requiredText(call, "volume");
  const name = volid.split(":", 1)[0] ?? "";
  const storage = storageNamed(cluster, name);
  if (storage === undefined) throw failure(`storage '${name}' does not exist`);
  const volume = storage.volumes.find((one) => one.volid === volid);
  const path = `/storage/${name}`;
  const isBackup = volume?.content === "backup";
  if (
    !isBackup ||
    !may(call, `/vms/${String(volume.vmid)}`, "VM.Backup") ||
    !may(call, path, "Datastore.AllocateSpace")
  ) {
    requirePrivileges(held(call, path), path, ["Datastore.Allocate"]);
  }
  if (volume === undefined) throw failure(`volume '${volid}' does not exist`);
  if (volume.protected === 1) throw failure(`volume '${volid}' is protected`);
  return cluster.tasks.start(
    {
      node: node.name,
      type: "imgdel",
      id: `${String(volume.vmid ?? "")}@${name}`,
      caller,
    },
    async (work) => {
      await work.sleep(300);
      storage.volumes = storage.volumes.filter((one) => one !== volume);
      work.log(`Removed volume '${volid}'`);
    },
  ).upid;
};

const configuration: Handler = (call) => {
  const { storages } = call.cluster;
  const digest = sha1(
    JSON.stringify(
      storages.map(({ storage, content, type }) => [storage, content, type]),
    ),
  );
  return storages
    .filter(({ storage }) =>
      may(call, `/storage/${storage}`, "Datastore.Audit", "Datastore.Allocate"),
    )
    .map(({ storage, type, content, shared, disabled, settings }) => ({
      storage,
      type,
      content: content.join(","),
      ...settings,
      ...(shared && type === "dir" ? { shared: 1 } : {}),
      ...(disabled ? { disable: 1 } : {}),
      digest,
    }));
};

export const storageRoutes = {
  "GET /storage": configuration,
  "GET /nodes/{node}/storage": list,
  "GET /nodes/{node}/storage/{storage}/status": (call) =>
    statusRow(call, storageOf(call)),
  "GET /nodes/{node}/storage/{storage}/content": content,
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}": remove,
} satisfies Record<string, Handler>;
