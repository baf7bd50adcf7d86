import { failure } from "../errors.ts";
import {
  createSnapshot,
  listSnapshots,
  removeSnapshot,
  rollBack,
  snapshotOf,
  type SnapshotOrder,
} from "../snapshots.ts";
import type { GuestType } from "../state.ts";
import {
  flag,
  guestOf,
  requiredText,
  text,
  vmid,
  type Call,
  type Handler,
} from "./call.ts";

const order = (call: Call, type: GuestType): SnapshotOrder => ({
  cluster: call.cluster,
  caller: call.caller,
  node: call.node.name,
  type,
  vmid: vmid(call),
  name: requiredText(call, "snapname"),
});

const create =
  (type: GuestType): Handler =>
  (call) => {
    if (requiredText(call, "snapname") === "current") {
      throw failure("unable to use snapshot name 'current' (reserved name)");
    }
    return createSnapshot(order(call, type), {
      description: text(call, "description") ?? "",
      withMemory: flag(call, "vmstate"),
    });
  };

const readConfig =
  (type: GuestType): Handler =>
  (call) => {
    const { description, snaptime, parent, config } = snapshotOf(
      guestOf(call, type),
      requiredText(call, "snapname"),
    );
    return {
      ...config,
      description,
      snaptime,
      ...(parent === undefined ? {} : { parent }),
    };
  };

const describe =
  (type: GuestType): Handler =>
  (call) => {
    snapshotOf(
      guestOf(call, type),
      requiredText(call, "snapname"),
    ).description = text(call, "description") ?? "";
    return null;
  };

const routesFor = (type: GuestType) => {
  const path = `/nodes/{node}/${type}/{vmid}/snapshot`;
  return {
    [`GET ${path}`]: (call: Call) => listSnapshots(guestOf(call, type)),
    [`POST ${path}`]: create(type),
    [`DELETE ${path}/{snapname}`]: (call: Call) =>
      removeSnapshot(order(call, type)),
    [`POST ${path}/{snapname}/rollback`]: (call: Call) =>
      rollBack(order(call, type), flag(call, "start")),
    [`GET ${path}/{snapname}/config`]: readConfig(type),
    [`PUT ${path}/{snapname}/config`]: describe(type),
  };
};

export const snapshotRoutes: Record<string, Handler> = {
  ...routesFor("qemu"),
  ...routesFor("lxc"),
};
