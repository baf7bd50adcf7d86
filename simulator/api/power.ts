import { badParameters, failure } from "../errors.ts";
import * as power from "../power.ts";
import { storageNamed, type GuestType } from "../state.ts";
import {
  flag,
  guestOf,
  integer,
  text,
  vmid,
  type Call,
  type Handler,
} from "./call.ts";

const order = (call: Call, type: GuestType): power.PowerOrder => ({
  cluster: call.cluster,
  caller: call.caller,
  node: call.node.name,
  type,
  vmid: vmid(call),
});

/** `skiplock` is for root@pam itself; even its tokens are refused. */
function refuseSkiplock(call: Call): void {
  if (flag(call, "skiplock") && call.caller.authid !== "root@pam") {
    throw badParameters({ skiplock: "Only root may use this option." });
  }
}

const powered =
  (
    type: GuestType,
    act: (call: Call, order: power.PowerOrder) => string,
  ): Handler =>
  (call) => {
    refuseSkiplock(call);
    return act(call, order(call, type));
  };

const start = (_: Call, to: power.PowerOrder) => power.start(to);

const stop = (call: Call, to: power.PowerOrder) =>
  power.stop(to, flag(call, "overrule-shutdown"));

const shutdown = (call: Call, to: power.PowerOrder) =>
  power.shutdown(to, {
    timeoutSeconds: integer(call, "timeout"),
    forceStop: flag(call, "forceStop"),
  });

const reboot = (call: Call, to: power.PowerOrder) =>
  power.reboot(to, integer(call, "timeout"));

const suspend = (call: Call, to: power.PowerOrder) => {
  if (!flag(call, "todisk")) return power.suspend(to);
  const storage = text(call, "statestorage") ?? stateStorage(call);
  if (storageNamed(call.cluster, storage) === undefined)
    throw failure(`storage '${storage}' does not exist`);
  return power.hibernate(to, storage);
};

/** Where the VM's memory goes when nobody says: a storage for images of this node. */
function stateStorage(call: Call): string {
  guestOf(call, "qemu");
  const found = call.cluster.storages.find(
    ({ content, disabled }) => !disabled && content.includes("images"),
  );
  return found?.storage ?? "local";
}

/** Nothing of ours starts or stops whole nodes; the task itself is real. */
const stopAll: Handler = ({ cluster, node, caller }) =>
  cluster.tasks.start(
    { node: node.name, type: "stopall", id: "", caller },
    () => Promise.resolve(),
  ).upid;

export const powerRoutes = {
  "POST /nodes/{node}/qemu/{vmid}/status/start": powered("qemu", start),
  "POST /nodes/{node}/qemu/{vmid}/status/stop": powered("qemu", stop),
  "POST /nodes/{node}/qemu/{vmid}/status/shutdown": powered("qemu", shutdown),
  "POST /nodes/{node}/qemu/{vmid}/status/reboot": powered("qemu", reboot),
  "POST /nodes/{node}/qemu/{vmid}/status/reset": powered("qemu", (_, to) =>
    power.reset(to),
  ),
  "POST /nodes/{node}/qemu/{vmid}/status/suspend": powered("qemu", suspend),
  "POST /nodes/{node}/qemu/{vmid}/status/resume": powered("qemu", (_, to) =>
    power.resume(to),
  ),
  "POST /nodes/{node}/lxc/{vmid}/status/start": powered("lxc", start),
  "POST /nodes/{node}/lxc/{vmid}/status/stop": powered("lxc", stop),
  "POST /nodes/{node}/lxc/{vmid}/status/shutdown": powered("lxc", shutdown),
  "POST /nodes/{node}/lxc/{vmid}/status/reboot": powered("lxc", reboot),
  "POST /nodes/{node}/lxc/{vmid}/status/suspend": powered("lxc", (_, to) =>
    power.suspend(to),
  ),
  "POST /nodes/{node}/lxc/{vmid}/status/resume": powered("lxc", (_, to) =>
    power.resume(to),
  ),
  "POST /nodes/{node}/stopall": stopAll,
} satisfies Record<string, Handler>;
