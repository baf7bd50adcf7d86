/** The side of bench/console.ts that is measured: the relay of vm-console between a browser and a Proxmox VE, without database and tickets. */
import { openWebSocket } from "../../supabase/functions/_shared/proxmox/transport/websocket.ts";
import { openStream } from "../../supabase/functions/_shared/proxmox/transport/open.ts";
import { addressPolicyFromEnvironment } from "../../supabase/functions/_shared/proxmox/transport/address.ts";
import type { Trust } from "../../supabase/functions/_shared/contract/servers.ts";
import { relay } from "../../supabase/functions/vm-console/relay.ts";

const policy = addressPolicyFromEnvironment({
  get: (name) => (name === "PROXMOX_ALLOW_LOOPBACK" ? "true" : undefined),
});
const { port, trusts } = JSON.parse(Deno.args[0] ?? "{}") as {
  port: number;
  trusts: Record<string, Trust>;
};
const never = new Promise<never>(() => undefined);

Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: (address) => console.log(JSON.stringify(address)),
  },
  (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/memory") return Response.json(Deno.memoryUsage());
    const trust = trusts[searchParams.get("trust") ?? ""];
    if (!trust) return new Response(null, { status: 404 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.binaryType = "arraybuffer";
    socket.onopen = async () => {
      const upstream = await openWebSocket(
        await openStream("127.0.0.1", port, trust, policy),
        {
          authority: `127.0.0.1:${port}`,
          path: pathname,
          headers: {},
          timeoutMs: 5_000,
        },
      );
      // As vm-console greets: nothing comes from the browser before.
      socket.send("open");
      await relay(socket, upstream, "vnc", never);
      if (socket.readyState === WebSocket.OPEN) socket.close();
    };
    return response;
  },
);
