import { failure, ProxmoxError } from "../errors.ts";
import type { Program, Session } from "../console/consoles.ts";
import { rfbProgram } from "../console/rfb.ts";
import { terminalProgram } from "../console/terminal.ts";
import type { Guest, GuestType } from "../state.ts";
import {
  guestOf,
  integer,
  requiredText,
  type Call,
  type Handler,
} from "./call.ts";

const answer = ({ upid, ticket, port, user }: Session & { upid: string }) => ({
  upid,
  ticket,
  // As text, whatever the schema says.
  port: String(port),
  user,
});

function open(
  call: Call,
  id: string,
  path: string,
  options: {
    type?: string;
    withPassword?: boolean;
    program: (session: Session) => Program;
  },
) {
  const { cluster, caller, asked } = call;
  return cluster.consoles.open({
    cluster,
    caller,
    node: asked.name,
    type: options.type ?? "vncproxy",
    id,
    path,
    withPassword: options.withPassword === true,
    program: options.program,
  });
}

const vncproxy =
  (type: GuestType): Handler =>
  (call) => {
    const guest = guestOf(call, type);
    const { cluster } = call;
    const session = open(
      call,
      String(guest.vmid),
      `/vms/${String(guest.vmid)}`,
      {
        withPassword: true,
        program: ({ password = "" }) =>
          guest.state === "stopped" && type === "qemu"
            ? failsAtOnce
            : rfbProgram({
                password,
                name:
                  type === "qemu"
                    ? `QEMU (${String(guest.config.name ?? "")})`
                    : `CT ${String(guest.vmid)}`,
                attach: (viewer) =>
                  cluster.machines.attachViewer(guest, viewer),
              }),
      },
    );
    return {
      ...answer(session),
      cert: cluster.authority.certificate,
      password: session.password,
    };
  };

const failsAtOnce: Program = () =>
  Promise.reject(failure("Failed to run vncproxy."));

/** The text of what cannot be opened comes as terminal output. */
const says = (
  call: Call,
  session: Session,
  command: string,
  path: string,
  text: string,
): Program =>
  terminalProgram(session, {
    timing: call.cluster.timing,
    command,
    path,
    permission: "VM.Console",
    attach: (terminal) => {
      terminal.write(text);
      terminal.close();
      return nobody;
    },
  });

const nobody = {
  input: () => undefined,
  resize: () => undefined,
  detach: () => undefined,
};

const termproxy =
  (type: GuestType): Handler =>
  (call) => {
    const guest = guestOf(call, type);
    const id = String(guest.vmid);
    const path = `/vms/${id}`;
    const command =
      type === "qemu"
        ? `/usr/sbin/qm terminal ${id} -escape 0`
        : `/usr/bin/dtach -A /var/run/dtach/vzctlconsole${id} -r winch -z lxc-console -n ${id} -e -1`;
    const session = open(call, id, path, {
      program: (opened) => {
        const complaint = complaintOf(guest);
        if (complaint !== undefined)
          return says(call, opened, command, path, complaint);
        return terminalProgram(opened, {
          timing: call.cluster.timing,
          command,
          path,
          permission: "VM.Console",
          attach: (terminal) =>
            type === "qemu"
              ? call.cluster.machines.attachSerial(guest, terminal)
              : call.cluster.machines.attachContainer(guest, terminal),
        });
      },
    });
    return answer(session);
  };

function complaintOf(guest: Guest): string | undefined {
  const isStopped = guest.state === "stopped";
  if (guest.type === "lxc")
    return isStopped ? `${String(guest.vmid)} is not running\r\n` : undefined;
  if (isStopped) return `VM ${String(guest.vmid)} not running\r\n`;
  const hasSerial = Object.keys(guest.config).some((key) =>
    /^serial\d$/.test(key),
  );
  return hasSerial ? undefined : "unable to find a serial interface\r\n";
}

/** In 8.4 only a signed-in person gets a node's shell. */
function refuseToken({ caller }: Call): void {
  if (caller.tokenid !== undefined)
    throw failure(
      `value '${caller.authid}' does not look like a valid user name`,
    );
}

const nodeTermproxy: Handler = (call) => {
  refuseToken(call);
  const { node, cluster } = call;
  const path = `/nodes/${node.name}`;
  const session = open(call, "", path, {
    type: "vncshell",
    program: (opened) =>
      terminalProgram(opened, {
        timing: cluster.timing,
        command: "/bin/login",
        path,
        permission: "Sys.Console",
        attach: (terminal) => cluster.machines.attachNode(node, terminal),
      }),
  });
  return answer(session);
};

const nodeVncshell: Handler = (call) => {
  refuseToken(call);
  throw failure("failed to start vncterm");
};

/** Without an upgrade this is all: the port. With one, the server takes it from here. */
function vncwebsocket(call: Call, path: string) {
  const port = integer(call, "port") ?? 0;
  const { cluster, caller } = call;
  if (
    !cluster.consoles.isValid(
      cluster,
      requiredText(call, "vncticket"),
      caller.authid,
      path,
      port,
    )
  ) {
    throw new ProxmoxError(401, "permission denied - invalid PVEVNC ticket\n");
  }
  return { port: String(port) };
}

const guestWebsocket: Handler = (call) =>
  vncwebsocket(call, `/vms/${requiredText(call, "vmid")}`);

const nodeWebsocket: Handler = (call) =>
  vncwebsocket(call, `/nodes/${call.node.name}`);

export const consoleRoutes = {
  "POST /nodes/{node}/qemu/{vmid}/vncproxy": vncproxy("qemu"),
  "POST /nodes/{node}/lxc/{vmid}/vncproxy": vncproxy("lxc"),
  "POST /nodes/{node}/qemu/{vmid}/termproxy": termproxy("qemu"),
  "POST /nodes/{node}/lxc/{vmid}/termproxy": termproxy("lxc"),
  "GET /nodes/{node}/qemu/{vmid}/vncwebsocket": guestWebsocket,
  "GET /nodes/{node}/lxc/{vmid}/vncwebsocket": guestWebsocket,
  "POST /nodes/{node}/termproxy": nodeTermproxy,
  "POST /nodes/{node}/vncshell": nodeVncshell,
  "GET /nodes/{node}/vncwebsocket": nodeWebsocket,
} satisfies Record<string, Handler>;
