import type { Trust } from "../../contract/servers.ts";
import { Secret } from "../../db/secret.ts";
import { connect, type ProxmoxClient } from "../client.ts";
import type { ProxmoxTarget } from "../target.ts";
import {
  addressPolicyFromEnvironment,
  type AddressPolicy,
} from "../transport/address.ts";
import type { FakeProxmox } from "./fakeProxmox.ts";

export const tokenSecret = "0b8f1c52-1111-4222-8333-444455556666";
export const apiToken = `root@pam!muster=${tokenSecret}`;

export function policyOf(settings: Record<string, string>): AddressPolicy {
  return addressPolicyFromEnvironment({ get: (name) => settings[name] });
}

export const loopbackPolicy = policyOf({ PROXMOX_ALLOW_LOOPBACK: "true" });

export function targetOf(
  server: Pick<FakeProxmox, "port" | "authority">,
  changes: Partial<ProxmoxTarget> = {},
): ProxmoxTarget {
  const trust: Trust = { mode: "ca", ca_certificate: server.authority.cert };
  return {
    serverId: null,
    name: "pve1",
    host: "127.0.0.1",
    port: server.port,
    trust,
    token: new Secret(apiToken),
    ...changes,
  };
}

export function clientOf(
  server: Pick<FakeProxmox, "port" | "authority">,
  changes: Partial<ProxmoxTarget> = {},
): ProxmoxClient {
  return connect(targetOf(server, changes), { policy: loopbackPolicy });
}
