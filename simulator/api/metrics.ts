import { badParameters } from "../errors.ts";
import {
  guestSeries,
  nodeSeries,
  storageSeries,
  type Timeframe,
} from "../rrd.ts";
import { storageNamed, type GuestType } from "../state.ts";
import { guestOf, requiredText, type Call, type Handler } from "./call.ts";

const timeframe = (call: Call) => requiredText(call, "timeframe") as Timeframe;

const ofGuest =
  (type: GuestType): Handler =>
  (call) =>
    guestSeries(guestOf(call, type), timeframe(call));

const ofStorage: Handler = (call) => {
  const storage = storageNamed(call.cluster, requiredText(call, "storage"));
  if (storage === undefined)
    throw badParameters({ storage: "No such storage." });
  return storageSeries(call.cluster, storage, call.node.name, timeframe(call));
};

export const metricRoutes = {
  "GET /nodes/{node}/rrddata": (call) =>
    nodeSeries(call.cluster, call.node, timeframe(call)),
  "GET /nodes/{node}/qemu/{vmid}/rrddata": ofGuest("qemu"),
  "GET /nodes/{node}/lxc/{vmid}/rrddata": ofGuest("lxc"),
  "GET /nodes/{node}/storage/{storage}/rrddata": ofStorage,
} satisfies Record<string, Handler>;
