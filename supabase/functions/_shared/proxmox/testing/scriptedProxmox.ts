import {
  fakeProxmox,
  pveAnswer,
  type FakeAnswer,
  type FakeProxmox,
} from "./fakeProxmox.ts";

/** "METHOD /path" below /api2/json, without the query -> what is answered. */
export type Script = Record<string, FakeAnswer>;

/** A Proxmox VE that answers as it is written, and to anything else that it does not know it. */
export function scriptedProxmox(script: Script): FakeProxmox {
  return fakeProxmox((request): FakeAnswer => {
    const call = callOf(request);
    return script[call] ?? refusal(501, `Method '${call}' not implemented`);
  });
}

export function callOf({
  method,
  path,
}: {
  method: string;
  path: string;
}): string {
  const [withoutQuery = ""] = path.split("?");
  return `${method} ${decodeURIComponent(withoutQuery.replace("/api2/json", ""))}`;
}

/** As Proxmox VE refuses: in the reason and in the body. */
export function refusal(status: number, message: string): string {
  return pveAnswer(`${status} ${message}`, {
    data: null,
    message: `${message}\n`,
  });
}

/** 500-qemu-wrong-node */
export const gone = (node: string, vmid: number): string =>
  refusal(
    500,
    `Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`,
  );
