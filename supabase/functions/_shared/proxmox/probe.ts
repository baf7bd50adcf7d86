import * as z from "zod/mini";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { canonicalHost } from "../contract/host.ts";
import type { Certificate, Permissions } from "../contract/serverList.ts";
import {
  type CaTrust,
  caCertificateSchema,
  tokenIdOf,
  type Trust,
} from "../contract/servers.ts";
import { certificateRefusal, presentedCertificate } from "./certificate.ts";
import { connect, type ProxmoxClient } from "./client.ts";
import { apiPath } from "./path.ts";
import {
  certificatesSchema,
  clusterStatusSchema,
  nodesSchema,
  ownPermissionsSchema,
  userSchema,
  versionSchema,
} from "./responses.ts";
import { isIpAddress } from "./transport/address.ts";
import { openPool } from "./transport/http.ts";

/** As the contract says. */
export interface ConnectionTest {
  version: string;
  release: string;
  nodes: string[];
  cluster: string | null;
  latencyMs: number;
  certificate: Certificate | null;
  permissions: Permissions;
  token: TokenFacts | null;
  cluster_ca: CaTrust | null;
}

interface TokenFacts {
  isSeparated: boolean;
  expiresAt: string | null;
}

/** For what a token with few rights may not see: no reason to fail, nor to wait long. */
const asideTimeoutMs = 3_000;

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

    const [nodes, permissions, certificate, cluster, token] = await Promise.all(
      [
        fresh.get(apiPath`/nodes`, {}, { schema: nodesSchema, signal }),
        readPermissions(fresh, signal),
        presentedCertificate(target, policy).catch(() => null),
        readClusterName(fresh, signal).catch(() => null),
        readTokenFacts(fresh, signal).catch(() => null),
      ],
    );
    const cluster_ca =
      certificate && mayAdopt(trust, certificate)
        ? await adoptClusterCa(fresh, nodes, certificate, signal)
        : null;
    return {
      version,
      release,
      nodes: nodes.map(({ node }) => node).sort(),
      cluster,
      latencyMs,
      certificate,
      permissions,
      token,
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

/** Needs Sys.Audit on /. A single node is in no cluster. */
async function readClusterName(
  client: ProxmoxClient,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const status = await client.get(
    apiPath`/cluster/status`,
    {},
    { schema: clusterStatusSchema, timeoutMs: asideTimeoutMs, signal },
  );
  return status.find(({ type }) => type === "cluster")?.name ?? null;
}

/**
 * Needs Sys.Audit (or User.Modify) on /access/groups. There is a call for a token alone, but what a user may ask of their own tokens, a token may not:
 * Proxmox VE compares the whole user@realm!name with the user (RPCEnvironment.pm, "userid-param").
 */
async function readTokenFacts(
  client: ProxmoxClient,
  signal: AbortSignal | undefined,
): Promise<TokenFacts | null> {
  const [userId = "", name = ""] = tokenIdOf(
    client.target.token.reveal(),
  ).split("!");
  const user = await client.get(
    apiPath`/access/users/${userId}`,
    {},
    { schema: userSchema, timeoutMs: asideTimeoutMs, signal },
  );
  const token = user.tokens?.[name];
  if (!token) return null;
  const ends = [token.expire ?? 0, user.expire ?? 0].filter((end) => end > 0);
  return {
    isSeparated: token.privsep === 1,
    expiresAt: ends.length === 0 ? null : isoTime(Math.min(...ends)),
  };
}

function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
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
