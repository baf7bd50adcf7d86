/** The bare side of bench/listing.ts: asks all servers at once with fetch() and their CAs, and answers with how long that took. */
import type { BenchServer } from "../sweepCost.ts";

const servers = (await new Response(
  Deno.stdin.readable,
).json()) as BenchServer[];
const clients = servers.map(({ port, caCertificate }) => ({
  url: `https://127.0.0.1:${String(port)}/api2/json/cluster/resources`,
  client: Deno.createHttpClient({ caCerts: [caCertificate] }),
}));

Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: (address) => console.log(JSON.stringify(address)),
  },
  async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(
      clients.map(async ({ url, client }) => {
        const response = await fetch(url, { client } as RequestInit);
        return (await response.json()) as { data: unknown[] };
      }),
    );
    const rows = answers.reduce((sum, { data }) => sum + data.length, 0);
    return Response.json({ rows, wallMs: performance.now() - startedAt });
  },
);
