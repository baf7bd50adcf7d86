import type { Server } from "../contract/serverList.ts";
import type { Caller } from "./caller.ts";
import { openTokens, type SealedServer, type Tokens } from "./vault.ts";

/** Every change of a server, of its token too, gives it another version. */
type Known = SealedServer & Pick<Server, "version">;

const maxPeople = 1_000;

/** What each person had at their last listing, the oldest of these first. Nothing of it is secret. */
const knownOf = new Map<string, readonly Known[]>();

/**
 * The tokens of the servers that are just being read. Those that the caller had the last time are opened meanwhile: a listing waits for one
 * answer of the database less. What has changed since is opened again.
 */
export async function openTokensWhile(
  caller: Caller,
  reading: Promise<readonly Server[]>,
): Promise<Tokens> {
  const known = knownOf.get(caller.userId) ?? [];
  const [servers, early] = await Promise.all([
    reading,
    openTokens(caller, known),
  ]);
  remember(caller, servers);

  const versions = new Map(known.map(({ id, version }) => [id, version]));
  const late = servers.filter(
    ({ id, version }) => versions.get(id) !== version,
  );
  return new Map([...early, ...(await openTokens(caller, late))]);
}

function remember({ userId }: Caller, servers: readonly Server[]): void {
  knownOf.delete(userId);
  knownOf.set(
    userId,
    servers.map(({ id, user_id, host, port, name, version }) => ({
      id,
      user_id,
      host,
      port,
      name,
      version,
    })),
  );
  const [oldest] = knownOf.keys();
  if (knownOf.size > maxPeople && oldest !== undefined) knownOf.delete(oldest);
}
