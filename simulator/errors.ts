/** What Proxmox says when it refuses: the status line carries the message's first line, the body all of it. */
export class ProxmoxError extends Error {
  readonly status: number;
  readonly errors: Record<string, string> | undefined;

  constructor(
    status: number,
    message: string,
    errors?: Record<string, string>,
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** Perl's `die`: nearly every logical error of Proxmox VE is a 500. */
export const failure = (message: string) =>
  new ProxmoxError(500, `${message}\n`);

export const badParameters = (errors: Record<string, string>) =>
  new ProxmoxError(400, "Parameter verification failed.\n", errors);

export const permissionDenied = (detail?: string) =>
  new ProxmoxError(
    403,
    detail === undefined
      ? "Permission check failed\n"
      : `Permission check failed (${detail})\n`,
  );

export const missingConfig = (
  node: string,
  type: "qemu" | "lxc",
  vmid: number,
) =>
  failure(
    `Configuration file 'nodes/${node}/${type === "qemu" ? "qemu-server" : "lxc"}/${String(vmid)}.conf' does not exist`,
  );

/** The first line of what went wrong, as a task's exit status shows it. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0] ?? "";
}
