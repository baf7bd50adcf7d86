import type { listVms, VmListLine } from "../_shared/contract/vms.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { recordOutcomes } from "../_shared/db/servers.ts";
import { inBackground } from "../_shared/http/background.ts";
import { asTheyComplete, Lines, ndjson } from "../_shared/http/lines.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { findSources } from "../_shared/sources.ts";
import {
  askServer,
  deadlineMs,
  lineSchema,
  toDocument,
  type ServerLine,
} from "./serverLine.ts";

/** Every server is asked at once, and has an outcome of its own: as lines the moment it is known, or all as one document. */
export const list: Handler<typeof listVms> = async (
  request,
  caller,
  { accepts, log },
) => {
  // Side by side: nobody is asked anything before both are known.
  const [{ asked, notAsked }] = await Promise.all([
    findSources(caller, request),
    takeFromLimit(caller, "list"),
  ]);
  const reader = new AbortController();
  const signal = AbortSignal.any([
    reader.signal,
    AbortSignal.timeout(deadlineMs),
  ]);
  const work = asked.map((source) => askServer(source, signal, log));
  const whole = Promise.all(work);

  // What was given up because nobody reads any more says nothing of the servers.
  const recorded = whole.then((lines) =>
    reader.signal.aborted ? undefined : record(lines),
  );
  inBackground(recorded, log);

  const leftOut = request.except ? { notAsked } : {};
  return accepts(ndjson)
    ? new Lines(lineSchema, readLines(work, leftOut), () => reader.abort())
    : { ...toDocument(await whole), ...leftOut };
};

async function* readLines(
  work: readonly Promise<ServerLine>[],
  leftOut: { notAsked?: (string | null)[] },
): AsyncGenerator<VmListLine, void, undefined> {
  yield* asTheyComplete(work);
  yield { type: "end", ...leftOut };
}

/** How the saved servers did, for their owners' list of servers. The operator's own has no row. */
async function record(lines: readonly ServerLine[]): Promise<void> {
  const outcomes = lines.flatMap(({ serverId, error }) =>
    serverId === null ? [] : [{ serverId, errorCode: error?.code ?? null }],
  );
  if (outcomes.length > 0) await recordOutcomes(outcomes);
}
