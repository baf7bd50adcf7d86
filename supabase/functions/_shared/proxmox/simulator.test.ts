import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { ErrorCode } from "../contract/errors.ts";
import { AppError } from "../contract/errors.ts";
import type { Trust } from "../contract/servers.ts";
import { Secret } from "../db/secret.ts";
import { connect, type ProxmoxClient } from "./client.ts";
import { changeGuestStatus } from "./guests.ts";
import { readCertificate } from "./certificate.ts";
import { testConnection } from "./probe.ts";
import { readResources } from "./resources.ts";
import { readTaskStatus } from "./tasks.ts";
import { loopbackPolicy } from "./testing/target.ts";
import { closePools } from "./pool.ts";

// Proxmox VE as a whole, simulated: a cluster of two nodes with its own CA.

interface Node {
  name: string;
  host: string;
  port: number;
  fingerprint: string;
}

interface Cluster {
  name: string;
  caCertificate: string;
  nodes: [Node, Node];
  tokens: Record<"admin" | "operator" | "auditor" | "none" | "expired", string>;
}

/** The simulator as a process of its own, and a hand on its faults. */
async function startSimulator() {
  const root = new URL("../../../../", import.meta.url);
  const script = new URL("testing/simulator.mjs", import.meta.url);
  const simulator = new URL("simulator/simulator.ts", root);
  const process = new Deno.Command("node", {
    args: ["--import", "tsx", fileURLToPath(script), fileURLToPath(simulator)],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = process.stdout
    .pipeThrough(new TextDecoderStream())
    .getReader();
  const input = process.stdin.getWriter();
  let text = "";
  const line = async () => {
    while (!text.includes("\n")) {
      const { value, done } = await output.read();
      if (done) throw new Error("The simulator has ended");
      text += value;
    }
    const end = text.indexOf("\n");
    const first = text.slice(0, end);
    text = text.slice(end + 1);
    return first;
  };
  const [cluster] = JSON.parse(await line()) as [Cluster];
  return {
    cluster,
    setFault: async (fault: object | null) => {
      await input.write(
        new TextEncoder().encode(`${cluster.name} ${JSON.stringify(fault)}\n`),
      );
      assert.equal(await line(), "done");
    },
    close: async () => {
      await input.close();
      await output.cancel();
      await process.status;
    },
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("against a simulated Proxmox VE", async (t) => {
  const { cluster, setFault, close } = await startSimulator();
  const [pve1, pve2] = cluster.nodes;
  const caTrust: Trust = { mode: "ca", ca_certificate: cluster.caCertificate };
  const clientFor = (
    token: keyof Cluster["tokens"],
    node = pve1,
    trust: Trust = caTrust,
    isTrustSaved = false,
  ): ProxmoxClient =>
    connect(
      {
        serverId: null,
        isTrustSaved,
        name: node.name,
        host: node.host,
        port: node.port,
        trust,
        token: new Secret(cluster.tokens[token]),
      },
      { policy: loopbackPolicy },
    );
  const withCode = (code: ErrorCode, words: RegExp) => (error: unknown) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  };
  const ended = async (client: ProxmoxClient, upid: string) => {
    for (;;) {
      const task = await readTaskStatus(client, upid);
      if (task.status === "stopped") return task.exitstatus;
      await wait(50);
    }
  };

  try {
    await t.step(
      "a test of the connection, by each kind of trust",
      async () => {
        for (const trust of [
          caTrust,
          { mode: "pin", fingerprint: pve1.fingerprint },
          { mode: "insecure" },
        ] as Trust[]) {
          const { version, release, nodes, certificate, permissions } =
            await testConnection(clientFor("operator", pve1, trust));
          assert.match(version, /^\d+\.\d+/);
          assert.ok(version.startsWith(release));
          assert.deepEqual(nodes, ["pve1", "pve2"]);
          assert.equal(certificate?.fingerprint, pve1.fingerprint);
          assert.ok(Object.keys(permissions).length > 0);
        }
      },
    );

    await t.step(
      "a confirmed fingerprint becomes trust in the CA, which covers the other node too",
      async () => {
        const { certificate, isPubliclyTrusted } = await readCertificate(
          { ...pve1, trust: { mode: "system" } },
          loopbackPolicy,
        );
        assert.equal(isPubliclyTrusted, false);
        const fingerprint = certificate?.fingerprint ?? "";
        const pinned = clientFor("none", pve1, { mode: "pin", fingerprint });
        const { cluster_ca: adopted } = await testConnection(pinned);
        assert.ok(adopted);
        assert.deepEqual(adopted, {
          mode: "ca",
          ca_certificate: cluster.caCertificate.trim(),
        });
        assert.equal(
          (await readResources(clientFor("auditor", pve2, adopted))).vms.length,
          3,
        );
      },
    );

    await t.step(
      "a guest is started, and the end of its task tells that it is",
      async () => {
        const client = clientFor("operator");
        const before = await readResources(client);
        assert.deepEqual(
          before.vms.map(({ vmid, status }) => [vmid, status]).sort(),
          [
            [100, "running"],
            [101, "stopped"],
            [102, "running"],
          ],
        );
        const upid = await changeGuestStatus(client, {
          node: "pve1",
          type: "qemu",
          vmid: 101,
          action: "start",
        });
        assert.equal(await ended(client, upid), "OK");
        // The node that is asked passes it on to the node that runs the guest.
        const shutdown = await changeGuestStatus(client, {
          node: "pve2",
          type: "lxc",
          vmid: 102,
          action: "shutdown",
          options: { timeout: 60 },
        });
        assert.equal(await ended(client, shutdown), "OK");
      },
    );

    await t.step(
      "what Proxmox VE refuses is said with its reason",
      async () => {
        const auditor = clientFor("auditor");
        const start = {
          node: "pve1",
          type: "qemu",
          vmid: 100,
          action: "start",
        } as const;
        await assert.rejects(
          changeGuestStatus(auditor, start),
          withCode(
            "permission_denied",
            /^The API token of "pve1" lacks VM\.PowerMgmt on \/vms\/100/,
          ),
        );
        await assert.rejects(
          readResources(clientFor("expired")),
          withCode("auth_failed", /refuses the API token muster@pve!/),
        );
        await assert.rejects(
          changeGuestStatus(clientFor("admin"), {
            ...start,
            vmid: 999,
            action: "reset",
          }),
          withCode(
            "pve_error",
            /^"pve1" answers: Configuration file .*999\.conf' does not exist/,
          ),
        );
        const { vms, nodes } = await readResources(clientFor("none"));
        assert.deepEqual([vms.length, nodes.length], [0, 2]);
      },
    );

    const read = () => readResources(clientFor("operator"));
    const faults: [string, object, ErrorCode, RegExp][] = [
      ["F01", { kind: "refuse" }, "refused", /refuses the connection/],
      [
        "F05",
        { kind: "certificate-expired" },
        "tls_expired",
        /expired on \d{4}-\d{2}-\d{2}/,
      ],
      [
        "F06",
        { kind: "certificate-other-ca" },
        "tls_untrusted",
        /not signed by the CA/,
      ],
      [
        "F07",
        { kind: "certificate-other-name" },
        "tls_name",
        /is not for 127\.0\.0\.1\. It is for /,
      ],
      ["F09", { kind: "plain-http" }, "tls_protocol", /does not speak HTTPS/],
      [
        "F16",
        { kind: "status", value: 503 },
        "pve_unavailable",
        /not available at the moment/,
      ],
      ["F17", { kind: "redirect" }, "redirect_refused", /not followed/],
      [
        "F18 html",
        { kind: "html" },
        "invalid_response",
        /does not look like Proxmox VE/,
      ],
      [
        "F18 bad JSON",
        { kind: "bad-json" },
        "invalid_response",
        /does not look like Proxmox VE/,
      ],
      [
        "F18 empty",
        { kind: "empty" },
        "invalid_response",
        /does not look like Proxmox VE/,
      ],
      [
        "F19",
        { kind: "no-data" },
        "invalid_response",
        /does not look like Proxmox VE/,
      ],
      [
        "F20",
        { kind: "truncated" },
        "reset",
        /broke before the answer was complete/,
      ],
      [
        "F21",
        { kind: "reset-body" },
        "reset",
        /broke before the answer was complete/,
      ],
      [
        "F21 in the handshake",
        { kind: "reset-connect" },
        "reset",
        /broke before/,
      ],
      ["F23", { kind: "huge" }, "too_large", /larger than/],
      ["F23 endless", { kind: "endless" }, "too_large", /larger than/],
    ];
    for (const [id, fault, code, words] of faults) {
      await t.step(`${id}: ${code}`, async () => {
        await closePools();
        await setFault(fault);
        await assert.rejects(read(), withCode(code, words));
        await setFault(null);
      });
    }

    await t.step(
      "F08 a renewed certificate passes under the CA, and stops under the pin",
      async () => {
        await closePools();
        await setFault({ kind: "certificate-changed" });
        assert.equal((await read()).vms.length, 3);
        const pinned = clientFor("operator", pve1, {
          mode: "pin",
          fingerprint: pve1.fingerprint,
        });
        await assert.rejects(
          readResources(pinned),
          withCode(
            "tls_changed",
            new RegExp(`Trusted is ${pve1.fingerprint}, presented is `),
          ),
        );
        await setFault(null);
      },
    );

    await t.step(
      "F08 a foreign CA in place of a saved one is a change, and stops",
      async () => {
        await closePools();
        await setFault({ kind: "certificate-other-ca" });
        await assert.rejects(
          readResources(clientFor("operator", pve1, caTrust, true)),
          withCode("tls_changed", /not signed by the CA .* nothing was sent/),
        );
        await setFault(null);
      },
    );

    await t.step("F14 a node that is down", async () => {
      await setFault({ kind: "down-node", node: "pve2" });
      const start = changeGuestStatus(clientFor("operator"), {
        node: "pve2",
        type: "lxc",
        vmid: 102,
        action: "start",
      });
      await assert.rejects(
        start,
        withCode(
          "node_unreachable",
          /^The node pve2 cannot be reached from "pve1" \(595/,
        ),
      );
      await setFault(null);
    });

    await t.step(
      "F22 an answer that is lost: what was asked for is done, and known only by its task",
      async () => {
        await setFault({ kind: "lost-answer" });
        const client = clientFor("operator");
        const stop = changeGuestStatus(client, {
          node: "pve1",
          type: "qemu",
          vmid: 100,
          action: "stop",
        });
        await assert.rejects(
          stop,
          withCode("unknown_outcome", /may have been carried out/),
        );
        await setFault(null);
      },
    );

    await t.step(
      "TLS 1.2 alone is enough for the CA, and too little for a pin",
      async () => {
        await closePools();
        await setFault({ kind: "tls12" });
        assert.equal((await read()).vms.length, 3);
        const pinned = clientFor("operator", pve1, {
          mode: "pin",
          fingerprint: pve1.fingerprint,
        });
        await assert.rejects(
          readResources(pinned),
          withCode("tls_protocol", /does not speak TLS 1\.3/),
        );
        await setFault(null);
      },
    );
  } finally {
    await closePools();
    await close();
  }
});
