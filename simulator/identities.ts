import { createKey } from "./certificates/certificates.ts";
import {
  createIdentity,
  type ClusterIdentity,
  type ClusterOptions,
} from "./fleet.ts";
import { createRandom } from "./random.ts";

const keyBits = 2048;
/** Making an RSA key takes 60 ms; a large fleet shares a few among certificates whose names and issuers all differ. */
const authorityKeys = 4;
const nodeKeys = 6;

/** Certificates and secrets for clusters that have none yet. */
export async function createIdentities(
  clusters: ClusterOptions[],
  seed: number,
): Promise<ClusterIdentity[]> {
  const nodeCount = clusters.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const [authorities, nodes] = await Promise.all([
    keys(Math.min(authorityKeys, clusters.length)),
    keys(Math.min(nodeKeys, nodeCount)),
  ]);
  let used = 0;
  return clusters.map((options, index) => {
    const own = options.nodes.map(() => nodes[used++ % nodes.length] ?? "");
    const authority = authorities[index % authorities.length] ?? "";
    return createIdentity(
      options,
      createRandom(seed, options.name, "identity"),
      { authority, nodes: own },
    );
  });
}

const keys = (count: number) =>
  Promise.all(Array.from({ length: count }, () => createKey(keyBits)));
