import { changeState, unixTime } from "../state.ts";
import { opsToken, type Play } from "./play.ts";
import {
  extraGuests,
  withMadeToken,
  withSnapshots,
  type ExtraGuest,
} from "./scene.ts";

/* What has to have happened before a recording's request is made, by the recording's name. All that match are done, in this order. */

type Scene = (play: Play) => void | Promise<void>;

const qemu = (vmid: number) => `/nodes/pve1/qemu/${String(vmid)}`;
const lxc = (vmid: number) => `/nodes/pve1/lxc/${String(vmid)}`;

const add =
  (...vmids: ExtraGuest[]): Scene =>
  ({ stage }) => {
    for (const vmid of vmids) extraGuests[vmid](stage.cluster);
  };

const guest = ({ stage }: Play, vmid: number) => {
  const found = stage.cluster.guests.get(vmid);
  if (found === undefined)
    throw new Error(`There is no guest ${String(vmid)} in this scene`);
  return found;
};

const state =
  (vmid: number, wanted: "running" | "stopped" | "paused"): Scene =>
  (play) => {
    changeState(play.stage.cluster, guest(play, vmid), wanted);
  };

const snapshots: Scene = (play) => {
  withSnapshots(guest(play, 104));
};

/** A task is asked about that has been begun like this, and has ended. */
const about =
  (method: string, path: string, body?: string, token?: string): Scene =>
  (play) =>
    play.asksAbout(method, path, body, token);

const doing =
  (method: string, path: string, body?: string, token?: string): Scene =>
  async (play) => {
    await play.act(method, path, body, token);
  };

const settled =
  (method: string, path: string, body?: string): Scene =>
  async (play) => {
    await play.ended(await play.act(method, path, body));
  };

const aboutConsole =
  (path: string, then: (play: Play) => Promise<void>): Scene =>
  async (play) => {
    const { upid } = await play.opensConsole(path);
    await then(play);
    play.useUpid(upid);
  };

const consolePath = (play: Play) => {
  const isTerminal = play.recording.name.includes("termproxy");
  return play.path
    .replace(/^\/api2\/json/, "")
    .replace(/vncwebsocket.*$/, isTerminal ? "termproxy" : "vncproxy");
};

const opensOwnConsole: Scene = async (play) => {
  await play.opensConsole(consolePath(play));
  play.usesTicket();
};

const task = (name: string) =>
  new RegExp(`^200-task-(?:log|status)-(?:${name})$`);

export const scenes: [RegExp, Scene][] = [
  // Guests that come and go
  [
    /^(?:200-snapshot-(?!no-support|raw)|200-feature-snapshot-qcow2|200-resize-disk|200-clone|400-snapshot|403-snapshot|500-clone|500-template)/,
    add(104),
  ],
  [
    /^(?:200-snapshot-(?:list|duplicate|rollback)|500-template|403-snapshot)/,
    snapshots,
  ],
  [/^200-delete-vm$/, add(105)],
  [
    /^200-(?:start-with-warning|stop-106|suspend-todisk|qemu-status-suspended|vzdump-qemu-task)$/,
    add(106),
  ],
  [
    /^(?:200-lxc-(?:interfaces-running|shutdown|snapshot-unsupported|start|status-current-running|stop|vzdump)|200-termproxy-lxc|101-termproxy-lxc|500-lxc-start-running|501-lxc-config-post|200-storage-content-backup|200-node-lxc-running)$/,
    add(201),
  ],
  [/^200-cluster-resources-lxc-running$/, add(104, 106, 107, 201, 202)],
  [/^200-node-lxc-running$/, add(202)],
  [
    /^200-(?:cluster-resources-lxc-running|node-lxc-running)$/,
    (play) => {
      guest(play, 201).config.memory = 96;
    },
  ],

  // States
  [
    /^200-(?:cluster-resources-paused|qemu-status-paused|resume-task)$/,
    state(100, "paused"),
  ],
  [/^200-lxc-start$/, state(201, "stopped")],
  [
    /^200-(?:qemu-status-suspended|stop-106)$/,
    (play) => {
      state(106, "running")(play) as undefined;
      guest(play, 106).config.lock = "suspending";
    },
  ],
  [
    /^200-lxc-rrddata$/,
    (play) => {
      guest(play, 200).createdAt = unixTime() - 500;
    },
  ],
  [
    /^200-storage-rrddata$/,
    ({ stage }) => {
      stage.cluster.installedAt = unixTime() - 500;
    },
  ],
  [
    /^200-pending-changes$/,
    doing(
      "PUT",
      `${qemu(100)}/config`,
      "description=JSON+%C3%A4+%C3%B6&onboot=1",
    ),
  ],
  [/^200-pending-changes$/, doing("PUT", `${qemu(100)}/config`, "memory=96")],
  [
    /^200-storage-content-backup$/,
    settled(
      "POST",
      "/nodes/pve1/vzdump",
      "vmid=201&storage=local&compress=zstd",
    ),
  ],
  [
    /^(?:200-token-(?:get|list|delete)|400-token-create-exists|200-acl)/,
    ({ stage }) => {
      withMadeToken(stage.cluster);
    },
  ],
  [
    /^200-acl$/,
    doing(
      "PUT",
      "/access/acl",
      "path=/vms/100&tokens=dash@pve!made&roles=PVEVMUser",
    ),
  ],
  [
    /^596-node-cert-mismatch$/,
    ({ stage }) => {
      const node = stage.cluster.nodes.get("pve2");
      if (node !== undefined) node.reach = "untrusted";
    },
  ],
  [
    /^(?:200-get-with-ticket|500-post-with-csrf|401-post-without-csrf|200-node-termproxy-by-ticket)$/,
    (play) => play.logsIn(),
  ],

  [
    /^200-cluster-resources-lxc-running$/,
    (play) => {
      guest(play, 100).config.memory = "96";
    },
  ],
  // Its disk was written into its configuration by hand: there was none.
  [
    /^200-storage-content$/,
    ({ stage }) => {
      stage.cluster.guests.delete(200);
    },
  ],

  // Histories
  [
    /^200-(?:node-tasks(?:-errors)?|cluster-tasks|cluster-log)$/,
    settled("POST", `${qemu(100)}/status/start`),
  ],
  [
    /^200-(?:node-tasks(?:-errors)?|cluster-tasks|cluster-log)$/,
    settled("POST", `${qemu(102)}/status/reset`),
  ],
  [
    /^200-(?:node-tasks-active-running|task-status-running|task-abort|cluster-tasks-running|stop-while-shutdown-runs)$/,
    async (play) => {
      const upid = String(
        await play.act("POST", `${qemu(100)}/status/shutdown`, "timeout=600"),
      );
      play.useUpid(upid);
    },
  ],

  // Tasks asked about
  [
    task("aborted"),
    async (play) => {
      const upid = String(
        await play.act("POST", `${qemu(100)}/status/shutdown`, "timeout=600"),
      );
      await play.act("DELETE", `/nodes/pve1/tasks/${encodeURIComponent(upid)}`);
      await play.ended(upid);
      play.useUpid(upid);
    },
  ],
  [
    task("overruled-shutdown|stop-overrule-shutdown"),
    async (play) => {
      const shutdown = String(
        await play.act("POST", `${qemu(100)}/status/shutdown`, "timeout=600"),
      );
      const stop = String(
        await play.act(
          "POST",
          `${qemu(100)}/status/stop`,
          "overrule-shutdown=1",
        ),
      );
      await play.ended(stop);
      play.useUpid(play.recording.name.includes("overruled") ? shutdown : stop);
    },
  ],
  [
    task("stop-while-shutdown-runs"),
    doing("POST", `${qemu(100)}/status/shutdown`, "timeout=600"),
  ],
  [task("stop-while-shutdown-runs"), about("POST", `${qemu(100)}/status/stop`)],
  [
    /^(?:200-task-(?:log|status)-start|200-task-status-other-token|200-task-log-plaintext|200-upid-unencoded|403-task-(?:log|status)-foreign)$/,
    state(100, "stopped"),
  ],
  [
    /^(?:200-task-(?:log|status)-start|200-task-status-other-token|200-task-log-plaintext|200-upid-unencoded|403-task-(?:log|status)-foreign)$/,
    about("POST", `${qemu(100)}/status/start`, "", opsToken),
  ],
  [task("stop"), about("POST", `${qemu(100)}/status/stop`, "", opsToken)],
  [task("start-running-vm"), about("POST", `${qemu(100)}/status/start`)],
  [task("start-locked-vm"), about("POST", `${qemu(101)}/status/start`)],
  [task("start-template"), about("POST", `${qemu(9000)}/status/start`)],
  [task("start-unknown-vmid"), about("POST", `${qemu(999)}/status/start`)],
  [task("start-with-warning"), add(106)],
  [task("start-with-warning"), about("POST", `${qemu(106)}/status/start`)],
  [task("stop-stopped-locked-vm"), about("POST", `${qemu(101)}/status/stop`)],
  [task("stop-suspended"), add(106)],
  [
    task("stop-suspended"),
    (play) => {
      state(106, "running")(play) as undefined;
      guest(play, 106).config.lock = "suspending";
    },
  ],
  [task("stop-suspended"), about("POST", `${qemu(106)}/status/stop`)],
  [task("reset"), about("POST", `${qemu(100)}/status/reset`)],
  [task("suspend"), about("POST", `${qemu(100)}/status/suspend`)],
  [task("suspend-todisk"), add(106)],
  [task("suspend-todisk"), state(106, "running")],
  [
    task("suspend-todisk"),
    about("POST", `${qemu(106)}/status/suspend`, "todisk=1"),
  ],
  [/^200-suspend-todisk$/, state(106, "running")],
  [task("resume"), state(100, "paused")],
  [task("resume"), about("POST", `${qemu(100)}/status/resume`)],
  [task("reboot"), about("POST", `${qemu(102)}/status/reboot`, "timeout=1")],
  [
    task("reboot-ok"),
    about("POST", `${qemu(102)}/status/reboot`, "timeout=30"),
  ],
  [
    task("shutdown-ok"),
    about("POST", `${qemu(102)}/status/shutdown`, "timeout=40"),
  ],
  [
    task("shutdown-timeout"),
    about("POST", `${qemu(100)}/status/shutdown`, "timeout=3"),
  ],
  [
    task("shutdown-forcestop"),
    about("POST", `${qemu(100)}/status/shutdown`, "timeout=2&forceStop=1"),
  ],
  [task("shutdown-stopped-vm"), about("POST", `${qemu(9000)}/status/shutdown`)],
  [task("stopall"), about("POST", "/nodes/pve1/stopall", "vms=9000")],
  [
    task(
      "lxc-(?:clone|lxc-shutdown|shutdown|stop|start|snapshot-unsupported|vzdump)",
    ),
    add(201),
  ],
  [task("lxc-start"), state(201, "stopped")],
  [task("lxc-clone"), state(201, "stopped")],
  [task("lxc-clone"), about("POST", `${lxc(201)}/clone`, "newid=202&full=1")],
  [
    task("lxc-create"),
    about(
      "POST",
      "/nodes/pve1/lxc",
      "vmid=201&ostemplate=local:vztmpl/tiny-ct.tar.gz&rootfs=local:1&hostname=ct201",
    ),
  ],
  [
    task("lxc-shutdown"),
    about("POST", `${lxc(201)}/status/shutdown`, "timeout=8"),
  ],
  [task("lxc-stop"), about("POST", `${lxc(201)}/status/stop`)],
  [task("lxc-start"), about("POST", `${lxc(201)}/status/start`)],
  [task("lxc-start-fail"), about("POST", `${lxc(200)}/status/start`)],
  [
    task("lxc-snapshot-unsupported"),
    about("POST", `${lxc(201)}/snapshot`, "snapname=s1"),
  ],
  [
    task("lxc-vzdump"),
    about(
      "POST",
      "/nodes/pve1/vzdump",
      "vmid=201&storage=local&mode=stop&compress=zstd",
    ),
  ],
  [task("vzdump-qemu"), add(106)],
  [
    task("vzdump-qemu"),
    about(
      "POST",
      "/nodes/pve1/vzdump",
      "vmid=106&storage=local&mode=snapshot&compress=0",
    ),
  ],
  [
    task("vzdump-unknown-vmid"),
    about("POST", "/nodes/pve1/vzdump", "vmid=999&storage=local"),
  ],
  [
    task("create-vm"),
    about(
      "POST",
      "/nodes/pve1/qemu",
      "vmid=104&name=snappy&memory=32&kvm=0&cpu=qemu64&scsi0=local%3A0.01%2Cformat%3Dqcow2&tags=dev",
    ),
  ],
  [task("delete-vm"), add(105)],
  [task("delete-vm"), about("DELETE", `${qemu(105)}?purge=1`)],
  [task("delete-locked-vm"), about("DELETE", qemu(101))],
  [
    task("resize-disk|clone-full|clone-linked-not-template|snapshot-.*"),
    add(104),
  ],
  [
    task("resize-disk"),
    about("PUT", `${qemu(104)}/resize`, "disk=scsi0&size=%2B1M"),
  ],
  [
    task("clone-full"),
    about("POST", `${qemu(104)}/clone`, "newid=105&name=cloned&full=1"),
  ],
  [
    task("clone-linked-not-template"),
    about("POST", `${qemu(104)}/clone`, "newid=107"),
  ],
  [
    task("snapshot-create"),
    about("POST", `${qemu(104)}/snapshot`, "snapname=before"),
  ],
  [
    task(
      "snapshot-(?:create-2|duplicate-name|rollback|rollback-unknown|delete)",
    ),
    settled("POST", `${qemu(104)}/snapshot`, "snapname=before"),
  ],
  [
    task("snapshot-create-2"),
    about("POST", `${qemu(104)}/snapshot`, "snapname=second"),
  ],
  [
    task("snapshot-duplicate-name"),
    about("POST", `${qemu(104)}/snapshot`, "snapname=before"),
  ],
  [
    task("snapshot-rollback"),
    about("POST", `${qemu(104)}/snapshot/before/rollback`),
  ],
  [
    task("snapshot-rollback-unknown"),
    about("POST", `${qemu(104)}/snapshot/nope/rollback`),
  ],
  [task("snapshot-delete"), about("DELETE", `${qemu(104)}/snapshot/before`)],
  [
    task("snapshot-raw-disk"),
    about("POST", `${qemu(100)}/snapshot`, "snapname=s1"),
  ],

  // Consoles
  [
    /^(?:101-vncwebsocket|101-termproxy-(?!node)|000-vncwebsocket|200-vncwebsocket|500-vncwebsocket)/,
    opensOwnConsole,
  ],
  [/^000-vncwebsocket-listener-gone$/, (play) => play.ended(play.proxy?.upid)],
  [
    /^000-vncwebsocket-port-in-use$/,
    async (play) => {
      await play.upgrades();
    },
  ],
  [
    /^(?:400-vncwebsocket-port|401-vncwebsocket-(?!bad)|403-vncwebsocket)/,
    async (play) => {
      await play.opensConsole(`${qemu(100)}/vncproxy`);
      play.usesTicket(play.recording.name.includes("port"));
    },
  ],
  [
    /^401-vncwebsocket-ticket-too-old$/,
    ({ stage }) =>
      new Promise((resolve) =>
        setTimeout(resolve, stage.cluster.timing.consoleTicketMs + 50),
      ),
  ],
  [
    /^101-termproxy-node-shell$/,
    async (play) => {
      await play.logsIn();
      const cookie =
        play.headers.find(([name]) => name === "Cookie")?.[1] ?? "";
      play.proxy = await play.nodeShell(cookie);
      play.usesTicket();
    },
  ],
  [
    task("termproxy-bad-ticket"),
    aboutConsole(`${qemu(102)}/termproxy`, async (play) => {
      await play.says("root@pam!test:PVEVNC:bogus::AAAA\n");
    }),
  ],
  [
    task("termproxy"),
    aboutConsole(`${qemu(102)}/termproxy`, (play) => play.visits()),
  ],
  [
    task("termproxy-vm-without-serial"),
    aboutConsole(`${qemu(100)}/termproxy`, (play) => play.visits()),
  ],
  [
    task("vncproxy"),
    aboutConsole(`${qemu(100)}/vncproxy`, (play) => play.visits()),
  ],
  [
    task("vncproxy-stopped-vm"),
    aboutConsole(`${qemu(101)}/vncproxy`, (play) => play.visits()),
  ],
  [
    task("vncproxy-unused"),
    aboutConsole(`${qemu(100)}/vncproxy`, (play) =>
      play.ended(play.proxy?.upid),
    ),
  ],
];
