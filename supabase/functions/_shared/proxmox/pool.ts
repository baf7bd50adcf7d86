import type { Pool } from "undici";
import { tokenIdOf } from "../contract/servers.ts";
import type { ProxmoxTarget } from "./target.ts";
import type { AddressPolicy } from "./transport/address.ts";
import { openPool } from "./transport/http.ts";

const maxPools = 200;
const idleMs = 60_000;

interface PoolEntry {
  pool: Pool;
  policy: AddressPolicy;
  lastUsedAt: number;
}

/** In the order of their last use. They live as long as the isolate, which may be short: a warm connection is luck, and never needed. */
const pools = new Map<string, PoolEntry>();

/**
 * The connections to a server. Another host, port, trust or token gets others: what was accepted under one trust is not used under another,
 * and two tokens share nothing.
 */
export function poolFor(target: ProxmoxTarget, policy: AddressPolicy): Pool {
  const now = Date.now();
  const key = JSON.stringify([
    target.host,
    target.port,
    target.trust,
    tokenIdOf(target.token.reveal()),
  ]);
  const entry = pools.get(key);
  const isUsable = entry?.policy === policy && !entry.pool.destroyed;
  const pool = isUsable
    ? entry.pool
    : openPool(target.host, target.port, target.trust, policy);
  if (!isUsable) discard(key);

  pools.delete(key);
  pools.set(key, { pool, policy, lastUsedAt: now });
  discardUnused(now);
  return pool;
}

/** Closes everything that is kept open. */
export async function closePools(): Promise<void> {
  const all = [...pools.values()];
  pools.clear();
  await Promise.all(all.map(({ pool }) => pool.destroy()));
}

function discardUnused(now: number): void {
  for (const [key, { lastUsedAt }] of pools) {
    if (pools.size <= maxPools && now - lastUsedAt < idleMs) break;
    discard(key);
  }
}

function discard(key: string): void {
  const entry = pools.get(key);
  pools.delete(key);
  // close() lets what runs come to its end.
  entry?.pool.close().catch(() => undefined);
}
