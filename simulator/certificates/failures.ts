import { randomUUID } from "node:crypto";
import type { Fault, FaultKind } from "../faults.ts";
import type { ClusterIdentity } from "../fleet.ts";
import type { Cluster } from "../state.ts";
import {
  createAuthority,
  createNodeCertificate,
  type NodeCertificateOptions,
} from "./certificates.ts";

const dayMs = 86_400_000;

const failures: Partial<Record<FaultKind, () => NodeCertificateOptions>> = {
  "certificate-expired": () => ({
    notBefore: new Date(Date.now() - 730 * dayMs),
    notAfter: new Date(Date.now() - dayMs),
  }),
  "certificate-other-name": () => ({
    names: { name: "somebody", domain: "else.example", address: "192.0.2.99" },
    withoutLoopback: true,
  }),
  "certificate-other-ca": () => ({}),
  "certificate-changed": () => ({}),
};

/** Installs what a fault wants the cluster's nodes to present; keys stay, since making one takes its time. */
export function failCertificates(cluster: Cluster, fault: Fault): void {
  const options = failures[fault.kind];
  if (options === undefined) return;
  if (fault.kind === "certificate-other-ca") {
    cluster.authority = createAuthority(cluster.authority.key, randomUUID());
  }
  for (const node of cluster.nodes.values()) {
    if (fault.node !== undefined && fault.node !== node.name) continue;
    node.certificate = createNodeCertificate(
      cluster.authority,
      node.certificate.key,
      node,
      options(),
    );
  }
}

export function restoreCertificates(
  cluster: Cluster,
  identity: ClusterIdentity,
): void {
  cluster.authority = identity.authority;
  for (const node of cluster.nodes.values()) {
    const own = identity.nodes[node.name];
    if (own !== undefined) node.certificate = own;
  }
}
