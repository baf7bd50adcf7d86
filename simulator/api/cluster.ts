import { badParameters } from "../errors.ts";
import { may, integer, text, type Call, type Handler } from "./call.ts";
import {
  isReachable,
  nodeResource,
  broadcastTime,
  resources,
  type Row,
} from "./rows.ts";
import { finishedRow, mayReadTask } from "./taskRows.ts";
import { fingerprintOf } from "../certificates/certificates.ts";
import { guestName } from "../state.ts";

const version: Handler = ({ cluster }) => cluster.version;

const clusterResources: Handler = (call) => resources(call, text(call, "type"));

const members = ({ cluster }: Pick<Call, "cluster">) =>
  [...cluster.nodes.values()].filter(({ member }) => member);

const nodes: Handler = (call) => {
  const time = broadcastTime(call.cluster);
  return members(call).map((node) => ({
    ...nodeResource(call, node, time),
    ssl_fingerprint: fingerprintOf(node.certificate.certificate),
  }));
};

/** A machine on its own has no row for a cluster. */
const clusterStatus: Handler = (call) => {
  const all = members(call);
  const isCluster = all.length > 1;
  const rows: Row[] = all.map((node) => ({
    id: `node/${node.name}`,
    type: "node",
    name: node.name,
    nodeid: isCluster ? node.id : 0,
    ip: node.address,
    online: isReachable(node) || node === call.asked ? 1 : 0,
    local: node === call.asked ? 1 : 0,
    level: "",
  }));
  if (!isCluster) return rows;
  const online = rows.filter(({ online }) => online === 1).length;
  return [
    {
      id: "cluster",
      type: "cluster",
      name: call.cluster.corosyncName,
      nodes: all.length,
      quorate: online * 2 > all.length ? 1 : 0,
      version: all.length,
    },
    ...rows,
  ];
};

const finishedPerNode = 25;

/** All that run, and of each node the last few that have ended. */
const clusterTasks: Handler = (call) =>
  members(call).flatMap((node) => {
    if (!isReachable(node)) return [];
    const visible = call.cluster.tasks
      .of(node.name)
      .filter((task) => mayReadTask(call, task));
    const running = visible.filter(({ endtime }) => endtime === undefined);
    const finished = visible
      .filter(({ endtime }) => endtime !== undefined)
      .slice(0, finishedPerNode);
    return [...running, ...finished].map((task) => ({
      ...finishedRow(task),
      saved: task.endtime === undefined ? "0" : "1",
    }));
  });

const clusterOptions: Handler = ({ cluster }) => cluster.options;

const firstVmid = 100;

const nextId: Handler = (call) => {
  const { guests } = call.cluster;
  const wanted = integer(call, "vmid");
  if (wanted !== undefined) {
    if (guests.has(wanted))
      throw badParameters({ vmid: `VM ${String(wanted)} already exists` });
    return String(wanted);
  }
  let free = firstVmid;
  while (guests.has(free)) free++;
  return String(free);
};

const clusterLog: Handler = (call) => {
  const limit = integer(call, "max") ?? 50;
  const lines = members(call).flatMap((node) =>
    call.cluster.tasks.of(node.name).flatMap((task) => {
      const row = {
        node: node.name,
        user: task.authid,
        tag: "pvedaemon",
        pri: 6,
        pid: task.pid,
      };
      const begun = {
        ...row,
        time: task.starttime,
        msg: `starting task ${task.upid}`,
      };
      if (task.endtime === undefined) return [begun];
      return [
        {
          ...row,
          time: task.endtime,
          msg: `end task ${task.upid} ${task.exitstatus ?? ""}`,
        },
        begun,
      ];
    }),
  );
  const newest = lines
    .sort((left, right) => right.time - left.time)
    .slice(0, limit);
  return newest.map((line, at) => {
    const uid = String(newest.length - at);
    return { ...line, uid, id: `${uid}:${line.node}` };
  });
};

const haStatus: Handler = (call) => {
  const { asked, cluster } = call;
  const managed = [...cluster.guests.values()].filter(
    ({ hastate }) => hastate !== undefined,
  );
  const services = managed.map((guest) => ({
    id: `service:${guest.type === "qemu" ? "vm" : "ct"}:${String(guest.vmid)}`,
    sid: `${guest.type === "qemu" ? "vm" : "ct"}:${String(guest.vmid)}`,
    type: "service",
    node: guest.node,
    state: guest.hastate,
    crm_state: guest.hastate,
    request_state: guest.hastate,
    status: `${guestName(guest)} (${guest.hastate ?? ""})`,
  }));
  return [
    {
      id: "quorum",
      type: "quorum",
      node: asked.name,
      status: "OK",
      quorate: 1,
    },
    ...services,
  ];
};

const pools: Handler = (call) =>
  [...call.cluster.pools.values()]
    .filter(({ poolid }) => may(call, `/pool/${poolid}`, "Pool.Audit"))
    .map(({ poolid, comment }) => ({
      poolid,
      ...(comment === undefined ? {} : { comment }),
    }));

export const clusterRoutes = {
  "GET /version": version,
  "GET /cluster/resources": clusterResources,
  "GET /cluster/status": clusterStatus,
  "GET /cluster/tasks": clusterTasks,
  "GET /cluster/options": clusterOptions,
  "GET /cluster/nextid": nextId,
  "GET /cluster/log": clusterLog,
  "GET /cluster/backup": () => [],
  "GET /cluster/ha/status/current": haStatus,
  "GET /nodes": nodes,
  "GET /pools": pools,
} satisfies Record<string, Handler>;
