import type { Health, readHealth } from "../_shared/contract/admin.ts";
import { AppError, errorCodeSchema } from "../_shared/contract/errors.ts";
import {
  readInstallationState,
  readUnsafeLogging,
  readVaultKeys,
} from "../_shared/db/admin.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { keyringFromEnvironment } from "../_shared/db/keyring.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { requireAdmin } from "../_shared/db/roles.ts";
import { allowedOriginsFromEnvironment } from "../_shared/http/cors.ts";
import type { Handler } from "../_shared/http/serve.ts";
import {
  isOperatorServerSet,
  operatorTarget,
} from "../_shared/operatorServer.ts";
import { connect } from "../_shared/proxmox/client.ts";
import { apiPath } from "../_shared/proxmox/path.ts";
import { versionSchema } from "../_shared/proxmox/responses.ts";
import {
  addressPolicyFromEnvironment,
  describePolicy,
} from "../_shared/proxmox/transport/address.ts";

const operatorTimeoutMs = 5_000;

/** Everything that an operator would otherwise look up in five places. A part that is wrong is said, and hides no other. */
export const health: Handler<typeof readHealth> = async (_request, caller) => {
  await requireAdmin(caller);
  await takeFromLimit(caller, "list");
  const [vault, state, operatorServer] = await Promise.all([
    vaultHealth(),
    databaseHealth(caller),
    operatorServerHealth(),
  ]);
  return {
    ...state,
    vault,
    operatorServer,
    addresses: addressHealth(),
    runtime: { deno: Deno.version.deno, v8: Deno.version.v8 },
  };
};

async function vaultHealth(): Promise<Health["vault"]> {
  const { keyring, problem } = await keyringFromEnvironment().then(
    (read) => ({ keyring: read, problem: null }),
    // To everybody else it is a configuration problem; the reason names no key.
    (error: unknown) => ({ keyring: undefined, problem: reasonOf(error) }),
  );
  const configured = keyring?.all ?? [];
  const stored = await readVaultKeys(configured);
  const newest = keyring?.newest.id;
  const ids = new Set([
    ...configured.map(({ id }) => id),
    ...stored.map(({ key_id }) => key_id),
  ]);
  const keys = [...ids].map((id) => {
    const row = stored.find(({ key_id }) => key_id === id);
    return {
      id,
      tokens: row?.tokens ?? 0,
      isConfigured: configured.some((key) => key.id === id),
      // The generated types do not know that it may be null.
      fits: row?.fits ?? null,
      isNewest: id === newest,
    };
  });
  return {
    problem,
    keys,
    tokensUnderOldKeys: keys
      .filter(({ isNewest }) => !isNewest)
      .reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

async function databaseHealth(
  caller: Caller,
): Promise<Pick<Health, "database" | "access" | "servers">> {
  const [state, unsafeLogging] = await Promise.all([
    readInstallationState(caller),
    readUnsafeLogging(caller),
  ]);
  // As above: what is not known is null.
  const migrations = state.migrations as number | null;
  return {
    database: {
      version: state.postgres_version,
      migrations:
        migrations === null
          ? null
          : { applied: migrations, newest: state.newest_migration },
      unsafeLogging,
    },
    access: {
      adminRequiresMfa: state.admin_requires_mfa,
      people: state.people,
      admins: state.admins,
      adminsWithoutSecondFactor: state.admins_without_second_factor,
      allowedOrigins: [...allowedOriginsFromEnvironment()],
      openConsoles: state.open_consoles,
    },
    servers: {
      total: state.servers,
      active: state.active_servers,
      deactivated: state.deactivated_servers,
      failing: state.failing_servers,
      failures: Object.entries(state.failures as Record<string, number>)
        .flatMap(([text, count]) => {
          const { data: code } = errorCodeSchema.safeParse(text);
          return code ? [{ code, count }] : [];
        })
        .sort((a, b) => b.count - a.count),
    },
  };
}

function addressHealth(): Health["addresses"] {
  try {
    const policy = describePolicy(addressPolicyFromEnvironment());
    return { problem: null, policy };
  } catch (error) {
    return { problem: reasonOf(error), policy: null };
  }
}

async function operatorServerHealth(): Promise<Health["operatorServer"]> {
  const nothing = { version: null, latencyMs: null, error: null };
  if (!isOperatorServerSet()) return { isConfigured: false, ...nothing };
  const startedAt = performance.now();
  try {
    const { version } = await connect(operatorTarget(Deno.env)).get(
      apiPath`/version`,
      {},
      { schema: versionSchema, timeoutMs: operatorTimeoutMs },
    );
    const latencyMs = Math.round(performance.now() - startedAt);
    return { isConfigured: true, version, latencyMs, error: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { isConfigured: true, ...nothing, error: error.toFailure() };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) throw error;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
