import { canonicalHost } from "../contract/host.ts";
import type { Certificate, Permissions, Trust } from "../contract/servers.ts";
import { isTrusted, presentedCertificate } from "./certificate.ts";
import { connect, type ProxmoxClient } from "./client.ts";
import { explainFault } from "./failures.ts";
import { apiPath } from "./path.ts";
import {
  certificatesSchema,
  nodesSchema,
  ownPermissionsSchema,
  versionSchema,
} from "./responses.ts";
import type { ProxmoxAddress } from "./target.ts";
import {
  addressPolicyFromEnvironment,
  type AddressPolicy,
  isIpAddress,
} from "./transport/address.ts";
import { openPool } from "./transport/http.ts";
import { connectTimeoutMs } from "./transport/open.ts";

export interface ConnectionTest {
  version: string;
  release: string;
  nodes: string[];
  latencyMs: number;
  certificate: Certificate | null;
  permissions: Permissions;
}

/** Tries a server as it will be used: a fresh connection under its trust, its token, and what the token may see and do. */
export async function testConnection(
  client: ProxmoxClient,
  signal?: AbortSignal,
): Promise<ConnectionTest> {
  const { target, policy } = client;
  const { host, port, trust } = target;
  const pool = openPool(host, port, trust, policy);
  const fresh = connect(target, { policy, pool });
  try {
    const startedAt = performance.now();
    const { version, release } = await fresh.get(
      apiPath`/version`,
      {},
      { schema: versionSchema, signal },
    );
    const latencyMs = Math.round(performance.now() - startedAt);

    const [nodes, permissions, certificate] = await Promise.all([
      fresh.get(apiPath`/nodes`, {}, { schema: nodesSchema, signal }),
      readPermissions(fresh, signal),
      presentedCertificate(host, port, policy).catch(() => null),
    ]);
    return {
      version,
      release,
      nodes: nodes.map(({ node }) => node).sort(),
      latencyMs,
      certificate,
      permissions,
    };
  } finally {
    await pool.destroy();
  }
}

/** What the token may do: path -> privilege -> 1 if it is handed down. Any token may ask for its own. */
export async function readPermissions(
  client: ProxmoxClient,
  signal?: AbortSignal,
): Promise<Permissions> {
  return await client.get(
    apiPath`/access/permissions`,
    {},
    { schema: ownPermissionsSchema, signal },
  );
}

export interface CertificateReading {
  certificate: Certificate;
  /** Whether a connection under the given trust accepts it. */
  isTrusted: boolean;
}

/** The certificate at an address, read without sending a token, and whether it is trusted as things stand. */
export async function readCertificate(
  host: string,
  port: number,
  trust: Trust,
  policy = addressPolicyFromEnvironment(),
): Promise<CertificateReading> {
  return {
    certificate: await readCertificateOf(host, host, port, policy),
    isTrusted: await isTrusted(host, port, trust, policy),
  };
}

async function readCertificateOf(
  name: string,
  host: string,
  port: number,
  policy: AddressPolicy,
): Promise<Certificate> {
  try {
    return await presentedCertificate(host, port, policy);
  } catch (error) {
    // To look at a certificate is to accept any.
    const address: ProxmoxAddress = {
      name,
      host,
      port,
      trust: { mode: "insecure" },
    };
    throw explainFault(address, error, connectTimeoutMs);
  }
}

type CaTrust = Extract<Trust, { mode: "ca" }>;

/**
 * The cluster's own CA as the trust to use from now on, read over a connection that is trusted already (a confirmed pin). Undefined when the
 * presented certificate does not come from that CA, as with one of the person's own: then the pin has to stay.
 */
export async function adoptClusterCa(
  client: ProxmoxClient,
  signal?: AbortSignal,
): Promise<CaTrust | undefined> {
  const { target, policy } = client;
  const { host, port } = target;
  const nodes = await client.get(
    apiPath`/nodes`,
    {},
    { schema: nodesSchema, signal },
  );
  const node = nodes.find(({ status }) => status === "online") ?? nodes[0];
  if (!node) return undefined;

  // The CA is the same on every node, and any token may read it.
  const certificates = await client.get(
    apiPath`/nodes/${node.node}/certificates/info`,
    {},
    { schema: certificatesSchema, signal },
  );
  const authority = certificates.find(
    ({ filename }) => filename === "pve-root-ca.pem",
  )?.pem;
  if (authority === undefined) return undefined;

  const { names } = await readCertificateOf(target.name, host, port, policy);
  const trust: CaTrust = {
    mode: "ca",
    ca_certificate: authority.trim(),
    ...serverNameAmong(names, host),
  };
  return (await isTrusted(host, port, trust, policy)) ? trust : undefined;
}

/**
 * The name to expect when the certificate does not hold the host (a public name, a floating address). Every node's certificate names
 * "localhost", and this CA signs nothing but nodes: so it stands for any node of the cluster, and no public authority may issue it.
 */
function serverNameAmong(
  names: string[],
  host: string,
): { server_name?: string } {
  if (names.includes(host)) return {};
  const name = names.includes("localhost")
    ? "localhost"
    : names.find((name) => canonicalHost(name) === name && !isIpAddress(name));
  return name === undefined ? {} : { server_name: name };
}
