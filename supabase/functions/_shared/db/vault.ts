import { AppError } from "../contract/errors.ts";
import type { Server } from "../contract/serverList.ts";
import type { Caller } from "./caller.ts";
import { serviceClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";
import { keyringFromEnvironment } from "./keyring.ts";
import { vaultMisconfigured, type Keyring, type RowIdentity } from "./keys.ts";
import { Secret } from "./secret.ts";

/** What of a server its sealed token hangs on, and its name for the words of a failure. */
export type SealedServer = Pick<
  Server,
  "id" | "user_id" | "host" | "port" | "name"
>;

/** By the id of the server. */
export type Tokens = ReadonlyMap<string, Secret | AppError>;

/** What add_server and change_server need to seal a token. The master key stays here. */
export async function sealingArguments(row: RowIdentity, apiToken: string) {
  const { newest } = await keyringFromEnvironment();
  return {
    p_token: apiToken,
    p_key_id: newest.id,
    p_key_check: newest.check,
    p_row_key: await newest.rowKey(row),
  };
}

/**
 * The tokens of the caller's own servers, in one call. One that does not open is an error in its place and keeps no other shut; a server
 * that is not the caller's, or no longer there, is left out.
 */
export async function openTokens(
  caller: Caller,
  servers: readonly SealedServer[],
): Promise<Tokens> {
  if (servers.length === 0) return new Map();
  let keyring: Keyring;
  try {
    keyring = await keyringFromEnvironment();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return new Map(servers.map(({ id }) => [id, error]));
  }

  const rows = await dataOf(
    serviceClient().rpc("open_tokens", {
      p_user_id: caller.userId,
      p_row_keys: await rowKeys(keyring, servers),
      p_key_checks: Object.fromEntries(
        keyring.all.map(({ id, check }) => [id, check]),
      ),
    }),
  );
  const names = new Map(servers.map(({ id, name }) => [id, name]));
  return new Map(
    rows.map((row) => [
      row.server_id,
      row.failure
        ? openingError(row, names.get(row.server_id) ?? "this server")
        : new Secret(row.token),
    ]),
  );
}

/** Server id -> key id -> row key: under which key a row lies, only the database knows. */
async function rowKeys(keyring: Keyring, servers: readonly SealedServer[]) {
  const entries = servers.map(async ({ id, user_id, host, port }) => {
    const row = { userId: user_id, serverId: id, host, port };
    const keys = keyring.all.map(
      async (key) => [key.id, await key.rowKey(row)] as const,
    );
    return [id, Object.fromEntries(await Promise.all(keys))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function openingError(
  row: { server_id: string; failure: string; key_id: number },
  name: string,
): AppError {
  switch (row.failure) {
    case "key_unknown":
      return vaultMisconfigured(
        `PROXMOX_ENCRYPTION_KEY has no key ${String(row.key_id)}, under which the token of server ${row.server_id} lies`,
      );
    case "key_mismatch":
      return vaultMisconfigured(
        `Key ${String(row.key_id)} in PROXMOX_ENCRYPTION_KEY is not the one that sealed the tokens under this id`,
      );
    default:
      return new AppError(
        "decrypt_failed",
        `The stored token of "${name}" cannot be opened any more. Enter it again.`,
        {
          cause: new Error(
            `The token of server ${row.server_id}: ${row.failure}`,
          ),
        },
      );
  }
}
