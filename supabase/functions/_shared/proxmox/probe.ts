import * as z from "zod/mini";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { canonicalHost } from "../contract/host.ts";
import {
  type CaTrust,
  caCertificateSchema,
  type Certificate,
  type Permissions,
  type Trust,
} from "../contract/servers.ts";
import { certificateRefusal, presentedCertificate } from "./certificate.ts";
import { connect, type ProxmoxClient } from "./client.ts";
import { apiPath } from "./path.ts";
import {
  certificatesSchema,
  nodesSchema,
  ownPermissionsSchema,
  versionSchema,
} from "./responses.ts";
import { isIpAddress } from "./transport/address.ts";
import { openPool } from "./transport/http.ts";

export interface ConnectionTest {
  version: string;
  release: string;
  nodes: string[];
  latencyMs: number;
  certificate: Certificate | null;
  permissions: Permissions;
  /** As the contract says. */
  cluster_ca: CaTrust | null;
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
      presentedCertificate(target, policy).catch(() => null),
    ]);
    const cluster_ca =
      certificate && mayAdopt(trust, certificate)
        ? await adoptClusterCa(fresh, nodes, certificate, signal)
        : null;
    return {
      version,
      release,
      nodes: nodes.map(({ node }) => node).sort(),
      latencyMs,
      certificate,
      permissions,
      cluster_ca,
    };
  } finally {
    await pool.destroy();
  }
}

/** The names to expect from now on come from this certificate: under a pin it must be the pinned one, not what a second connection met. */
function mayAdopt(trust: Trust, certificate: Certificate): boolean {
  return trust.mode === "pin"
    ? trust.fingerprint === certificate.fingerprint
    : trust.mode === "insecure";
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

/**
 * The cluster's own CA as the trust to use from now on, read over a connection that is trusted already (a confirmed pin). Null when the
 * presented certificate does not come from that CA, as with one of the person's own: then the pin has to stay.
 */
async function adoptClusterCa(
  client: ProxmoxClient,
  nodes: z.output<typeof nodesSchema>,
  certificate: Certificate,
  signal: AbortSignal | undefined,
): Promise<CaTrust | null> {
  const { target, policy } = client;
  // The CA is the same on every node, and any token may read it: best of the one that we speak to, for which no other is needed.
  const node =
    nodes.find(({ node }) => certificate.names.includes(node)) ??
    nodes.find(({ status }) => status === "online");
  if (!node) return null;

  const certificates = await client
    .get(
      apiPath`/nodes/${node.node}/certificates/info`,
      {},
      { schema: certificatesSchema, signal },
    )
    .catch((error: unknown) => {
      if (error instanceof AppError && hasNoCa.includes(error.code)) return [];
      throw error;
    });
  const authority = certificates.find(
    ({ filename }) => filename === "pve-root-ca.pem",
  )?.pem;
  const caCertificate = z.safeParse(caCertificateSchema, authority);
  if (!caCertificate.success) return null;

  const trust: CaTrust = {
    mode: "ca",
    ca_certificate: caCertificate.data,
    ...serverNameAmong(certificate.names, target.host),
  };
  const refusal = await certificateRefusal({ ...target, trust }, policy);
  return refusal === undefined ? trust : null;
}

/** What is answered where there is none to be had. Any other failure may pass, and must not leave a pin where a CA could be. */
const hasNoCa: readonly ErrorCode[] = [
  "permission_denied",
  "bad_request",
  "pve_error",
  "invalid_response",
];

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
