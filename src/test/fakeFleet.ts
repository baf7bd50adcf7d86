import type { ServerAnswer } from "@/lib/fleet.ts";
import type { ErrorCode, Vm } from "@/lib/types.ts";
import { json, ndjson, type fakeServer } from "@/test/fakeServer.ts";

/** One server's answer with these guests. Its name is taken for its guests' server, too. */
export function fleetAnswer(
  serverName: string,
  vms: readonly Vm[] = [],
  serverId: string | null = idOf(serverName),
): ServerAnswer {
  return {
    serverId,
    serverName,
    ok: true,
    fetchedAt: "2026-01-01T00:00:00Z",
    latencyMs: 20,
    vms: vms.map((vm) => ({ ...vm, serverId, serverName })),
    nodes: [],
    storages: [],
  };
}

export function fleetFailure(
  serverName: string,
  code: ErrorCode,
  message = `"${serverName}" failed`,
): ServerAnswer {
  const error = { code, message };
  return { ...fleetAnswer(serverName), ok: false, error };
}

/** The same name is the same server. */
export function idOf(serverName: string): string {
  let hash = 0;
  for (const byte of new TextEncoder().encode(serverName)) {
    hash = (hash * 31 + byte) % 0xffffffffffff;
  }
  const hex = hash.toString(16).padStart(12, "0");
  return `11111111-1111-4111-8111-${hex}`;
}

/** list-vms, in both of its forms and for one server, from what `answers` holds at the time. */
export function onListVms(
  server: ReturnType<typeof fakeServer>,
  answers: () => readonly ServerAnswer[],
): void {
  server.on("GET /functions/v1/list-vms", ({ headers, query }) => {
    const isLeftOut = ({ serverId }: ServerAnswer) =>
      query.except?.includes(`${serverId ?? "operator"}@`) === true;
    const asked = answers().filter(
      (answer) =>
        !isLeftOut(answer) &&
        (!query.serverId || answer.serverId === query.serverId),
    );
    const notAsked = answers()
      .filter(isLeftOut)
      .map(({ serverId }) => serverId);
    if (headers.get("accept") === "application/x-ndjson") {
      const lines = asked.map((answer) => ({ type: "server", ...answer }));
      return ndjson([...lines, { type: "end", notAsked }]);
    }
    return json({
      servers: asked,
      vms: asked.flatMap(({ vms }) => vms),
      nodes: [],
      storages: [],
    });
  });
}
