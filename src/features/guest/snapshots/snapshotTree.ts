import type { Snapshot } from "@/lib/types.ts";

export interface SnapshotNode {
  snapshot: Snapshot;
  /** How many it stands under. */
  depth: number;
  /** Whether the guest's present goes on from this one. */
  isCurrent: boolean;
}

/**
 * The snapshots as lines of a tree, each under the one that it was taken after; the oldest first. Whatever a server claims, each is listed
 * once: one whose parent is not there begins a tree, and so does one of those that claim to be each other's parents.
 */
export function snapshotTree(
  snapshots: readonly Snapshot[],
  currentParent: string | null,
): SnapshotNode[] {
  const names = new Set(snapshots.map(({ name }) => name));
  const childrenOf = new Map<string | undefined, Snapshot[]>();
  for (const snapshot of [...snapshots].sort(byTime)) {
    const { name, parent } = snapshot;
    const isKnown =
      parent !== undefined && parent !== name && names.has(parent);
    const key = isKnown ? parent : undefined;
    childrenOf.set(key, [...(childrenOf.get(key) ?? []), snapshot]);
  }

  const lines = new Map<string, SnapshotNode>();
  function add(snapshot: Snapshot, depth: number) {
    const { name } = snapshot;
    if (lines.has(name)) return;
    lines.set(name, { snapshot, depth, isCurrent: name === currentParent });
    for (const child of childrenOf.get(name) ?? []) add(child, depth + 1);
  }
  for (const root of childrenOf.get(undefined) ?? []) add(root, 0);
  // What is left hangs in a ring.
  for (const snapshot of snapshots) add(snapshot, 0);
  return [...lines.values()];
}

function byTime(a: Snapshot, b: Snapshot): number {
  return (a.snaptime ?? 0) - (b.snaptime ?? 0) || (a.name < b.name ? -1 : 1);
}

/** The snapshots that were taken after one, on the way to the present: what is between is lost with a roll back to it. */
export function laterThan(
  snapshots: readonly Snapshot[],
  currentParent: string | null,
  name: string,
): Snapshot[] {
  const byName = new Map(
    snapshots.map((snapshot) => [snapshot.name, snapshot]),
  );
  const later: Snapshot[] = [];
  let at = currentParent === null ? undefined : byName.get(currentParent);
  while (at && at.name !== name && !later.includes(at)) {
    later.push(at);
    at = at.parent === undefined ? undefined : byName.get(at.parent);
  }
  return at?.name === name ? later : [];
}
