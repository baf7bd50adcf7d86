import type { listVms } from "../_shared/contract/vms.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { recordOutcomes, type Outcome } from "../_shared/db/servers.ts";
import { inBackground } from "../_shared/http/background.ts";
import { asTheyComplete, Line, Lines, ndjson } from "../_shared/http/lines.ts";
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

  // For their owners' list of servers. What was given up because nobody reads any more says nothing of them.
  const recorded = Promise.all(work.map(outcomeOf)).then((outcomes) =>
    reader.signal.aborted ? undefined : recordOutcomes(outcomes.flat()),
  );
  inBackground(recorded, log);

  const leftOut = request.except ? { notAsked } : {};
  return accepts(ndjson)
    ? new Lines(readLines(work.map(write), leftOut), () => reader.abort())
    : { ...toDocument(await Promise.all(work)), ...leftOut };
};

/** At once: rows that are kept until the last server has answered are copied about by the garbage collector meanwhile. */
async function write(answer: Promise<ServerLine>): Promise<Line> {
  return new Line(lineSchema, await answer);
}

async function outcomeOf(answer: Promise<ServerLine>): Promise<Outcome[]> {
  const { serverId, error } = await answer;
  // The operator's own has no row.
  return serverId === null
    ? []
    : [{ serverId, errorCode: error?.code ?? null }];
}

async function* readLines(
  lines: readonly Promise<Line>[],
  leftOut: { notAsked?: (string | null)[] },
): AsyncGenerator<Line, void, undefined> {
  yield* asTheyComplete(lines);
  yield new Line(lineSchema, { type: "end", ...leftOut });
}
