import type { Fault } from "../faults.ts";
import type { ClusterIdentity } from "../fleet.ts";
import type { Cluster } from "../state.ts";
import { createAuthority, createNodeCertificate } from "./certificates.ts";

const dayMs = 86_400_000;

/** Installs what a fault wants the cluster's nodes to present; keys stay, since making one takes its time. */
export function failCertificates(cluster: Cluster, fault: Fault): void {
  if (fault.kind === "certificate-other-ca") {
    const unit = `0ca0ca00-0000-4000-8000-${String(Date.now()).slice(-12).padStart(12, "0")}`;
    cluster.authority = createAuthority(cluster.authority.key, unit);
  }
  for (const node of cluster.nodes.values()) {
    if (fault.node !== undefined && fault.node !== node.name) continue;
    const { key } = node.certificate;
    switch (fault.kind) {
      case "certificate-expired":
        node.certificate = createNodeCertificate(cluster.authority, key, node, {
          notBefore: new Date(Date.now() - 730 * dayMs),
          notAfter: new Date(Date.now() - dayMs),
        });
        break;
      case "certificate-other-name":
        node.certificate = createNodeCertificate(cluster.authority, key, node, {
          names: {
            name: "somebody",
            domain: "else.example",
            address: "192.0.2.99",
          },
          withoutLoopback: true,
        });
        break;
      case "certificate-other-ca":
      case "certificate-changed":
        node.certificate = createNodeCertificate(cluster.authority, key, node);
        break;
      default:
    }
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
