import { serverRowSchema } from "@contract/admin.ts";
import type { Health } from "@/lib/adminApi.ts";
import type { PersonRow, ServerRow } from "@/lib/administration.ts";
import { sampleServer } from "@/test/samples.ts";

/** An account as administrators see it, for tests: say only what the test is about. */
export function samplePerson(more: Partial<PersonRow> = {}): PersonRow {
  return {
    id: "22222222-2222-4222-8222-222222222222",
    email: "bo@example.org",
    name: "Bo",
    is_admin: false,
    has_second_factor: null,
    created_at: "2026-01-01T00:00:00Z",
    last_sign_in_at: "2026-01-01T12:00:00Z",
    servers: 0,
    failing_servers: 0,
    deactivated_servers: 0,
    assignments: 0,
    rules: 0,
    total: 1,
    ...more,
  };
}

/** Somebody's server as administrators see it. */
export function sampleServerRow(more: Partial<ServerRow> = {}): ServerRow {
  // The schema leaves out what its list does not give.
  return serverRowSchema.parse({
    ...sampleServer(),
    owner_name: "Bo",
    owner_email: "bo@example.org",
    total: 1,
    ...more,
  });
}

/** An installation that is well. */
export function sampleHealth(more: Partial<Health> = {}): Health {
  return {
    vault: {
      problem: null,
      keys: [
        { id: 1, tokens: 8, isConfigured: true, fits: true, isNewest: true },
      ],
      tokensUnderOldKeys: 0,
    },
    database: {
      version: "18.4",
      migrations: { applied: 23, newest: "20261123005600" },
      unsafeLogging: [],
    },
    access: {
      adminRequiresMfa: true,
      people: 12,
      admins: 2,
      adminsWithoutSecondFactor: 0,
      allowedOrigins: [],
      openConsoles: 1,
    },
    addresses: {
      problem: null,
      policy: {
        network: "private",
        allowedRanges: [],
        deniedRanges: ["10.0.0.0/8"],
        allowedPorts: [],
        allowLoopback: false,
      },
    },
    runtime: { deno: "2.1.4", v8: "13.0" },
    servers: {
      total: 8,
      active: 7,
      deactivated: 1,
      failing: 0,
      failures: [],
    },
    operatorServer: {
      isConfigured: true,
      version: "8.4.21",
      latencyMs: 12,
      error: null,
    },
    ...more,
  };
}
