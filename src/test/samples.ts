import type {
  Certificate,
  ProxmoxNode,
  Server,
  Storage,
  Vm,
} from "@/lib/types.ts";

/** A saved server for tests: say only what the test is about. */
export function sampleServer(more: Partial<Server> = {}): Server {
  return {
    id: "11111111-1111-4111-8111-111111111111",
    user_id: "99999999-9999-4999-8999-999999999999",
    name: "homelab",
    host: "pve1.lan",
    port: 8006,
    verify_ssl: true,
    is_active: true,
    slot: 1,
    token_id: "muster@pve!muster",
    trust_mode: "system",
    ca_certificate: null,
    server_name: null,
    fingerprint: null,
    proxmox_version: "8.4.21",
    last_connected_at: "2026-01-01T12:00:00.000Z",
    last_error_code: null,
    deactivated_at: null,
    deactivated_by: null,
    deactivated_reason: null,
    cluster_name: null,
    token_expires_at: null,
    pinned_certificate: null,
    version: 3,
    created_at: "2026-01-01T10:00:00.000Z",
    updated_at: "2026-01-01T11:00:00.000Z",
    ...more,
  };
}

/** A node's certificate as Proxmox VE makes it, for tests. The letter tells one from another. */
export function sampleCertificate(
  letter = "A",
  more: Partial<Certificate> = {},
): Certificate {
  return {
    fingerprint: fingerprintOf(letter),
    subject: "/OU=PVE Cluster Node/CN=pve1.lan",
    issuer: `/CN=Proxmox Virtual Environment/OU=${letter}/O=PVE Cluster Manager CA`,
    names: ["127.0.0.1", "localhost", "pve1", "pve1.lan"],
    validFrom: "2026-01-01T00:00:00.000Z",
    validTo: "2028-01-01T00:00:00.000Z",
    ...more,
  };
}

/** AA:AA:… */
export function fingerprintOf(letter: string): string {
  return Array.from({ length: 32 }, () => letter.repeat(2)).join(":");
}

/** A guest for tests: say only what the test is about. */
/** Where sampleVm() is. */
export const sampleAddress = {
  serverId: "11111111-1111-4111-8111-111111111111",
  node: "pve1",
  type: "qemu",
  vmid: 101,
} as const;

export function sampleVm(more: Partial<Vm> = {}): Vm {
  const type = more.type ?? "qemu";
  const vmid = more.vmid ?? 101;
  return {
    serverId: "11111111-1111-4111-8111-111111111111",
    serverName: "homelab",
    id: `${type}/${vmid}`,
    type,
    vmid,
    node: "pve1",
    status: "running",
    name: "web-01",
    template: 0,
    cpu: 0.25,
    maxcpu: 4,
    mem: 2 * 1024 ** 3,
    maxmem: 8 * 1024 ** 3,
    disk: 0,
    maxdisk: 32 * 1024 ** 3,
    uptime: 93_784,
    ...more,
  };
}

/** A node of the sample server. */
export function sampleNode(
  node = "pve1",
  more: Partial<ProxmoxNode> = {},
): ProxmoxNode {
  const { serverId, serverName } = sampleVm();
  const id = `node/${node}`;
  return { serverId, serverName, id, node, status: "online", ...more };
}

/** A storage of the sample server as its node lists it. */
export function sampleStorage(more: Partial<Storage> = {}): Storage {
  const { serverId, serverName } = sampleVm();
  const { node = "pve1", storage = "local" } = more;
  return {
    serverId,
    serverName,
    id: `storage/${node}/${storage}`,
    storage,
    node,
    status: "available",
    shared: 0,
    plugintype: "dir",
    content: "images,iso",
    disk: 40 * 1024 ** 3,
    maxdisk: 100 * 1024 ** 3,
    ...more,
  };
}
