import assert from "node:assert/strict";
import { readInside } from "./guestAgent.ts";
import { closePools } from "./pool.ts";
import { data, hold } from "./testing/fakeProxmox.ts";
import {
  refusal,
  scriptedProxmox,
  type Script,
} from "./testing/scriptedProxmox.ts";
import { clientOf } from "./testing/target.ts";

const vm = { node: "pve1", type: "qemu", vmid: 102 } as const;
const container = { node: "pve1", type: "lxc", vmid: 201 } as const;
const agent = "GET /nodes/pve1/qemu/102/agent";

async function look(script: Script, guest: typeof vm | typeof container = vm) {
  await using server = scriptedProxmox(script);
  try {
    return await readInside(clientOf(server), guest);
  } finally {
    await closePools();
  }
}

// Recorded: 200-agent-osinfo and 200-agent-network.
const osInfo = {
  "kernel-release": "6.1.0-56-cloud-amd64",
  "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)",
  machine: "x86_64",
};
const network = [
  {
    "ip-addresses": [
      { "ip-address": "127.0.0.1", "ip-address-type": "ipv4", prefix: 8 },
      { "ip-address": "::1", prefix: 128, "ip-address-type": "ipv6" },
    ],
    statistics: { "tx-bytes": 0 },
    name: "lo",
    "hardware-address": "00:00:00:00:00:00",
  },
];

Deno.test("an agent's answers are read as they were recorded", async () => {
  const inside = await look({
    [`${agent}/get-osinfo`]: data({ result: osInfo }),
    [`${agent}/network-get-interfaces`]: data({ result: network }),
    [`${agent}/get-host-name`]: refusal(500, "not supported"),
  });
  assert.deepEqual(inside, {
    osName: "Kernel 6.1.0-56-cloud-amd64",
    hostname: null,
    interfaces: [
      {
        name: "lo",
        macAddress: "00:00:00:00:00:00",
        addresses: [
          { address: "127.0.0.1", prefix: 8, family: 4 },
          { address: "::1", prefix: 128, family: 6 },
        ],
      },
    ],
    problem: null,
  });
});

Deno.test("what is in a guest is hostile text", async () => {
  const inside = await look({
    [`${agent}/get-osinfo`]: data({
      result: { "pretty-name": `evil\u202e\n${"x".repeat(1_000)}` },
    }),
    [`${agent}/network-get-interfaces`]: data({
      result: [
        {
          name: "eth\u00070",
          "ip-addresses": [
            { "ip-address": "<img src=x>", prefix: 8 },
            { "ip-address": "10.0.0.5", prefix: "24" },
          ],
        },
        { "ip-addresses": [] },
      ],
    }),
    [`${agent}/get-host-name`]: data({ result: { "host-name": "web" } }),
  });
  assert.match(inside.osName ?? "", /^evil {2}x+$/);
  assert.equal(inside.osName?.length, 200);
  assert.equal(inside.hostname, "web");
  assert.deepEqual(inside.interfaces, [
    {
      name: "eth 0",
      addresses: [{ address: "10.0.0.5", prefix: 24, family: 4 }],
    },
  ]);
});

Deno.test("the node of a container says the same in three ways", async () => {
  const path = "GET /nodes/pve1/lxc/201/interfaces";
  // 200-lxc-interfaces: one that is off.
  const off = await look({ [path]: data(null) }, container);
  assert.equal(off.problem?.code, "guest_stopped");
  const eth0 = { name: "eth0", hwaddr: "bc:24:11:00:02:01" };
  const lists = [
    { "ip-address": "10.0.0.7", "ip-address-type": "inet", prefix: 24 },
  ];
  for (const addresses of [
    { "ip-addresses": lists },
    { inet: "10.0.0.7/24" },
  ]) {
    const answer = data([{ ...eth0, ...addresses }]);
    const inside = await look({ [path]: answer }, container);
    assert.deepEqual(inside.interfaces, [
      {
        name: "eth0",
        macAddress: "bc:24:11:00:02:01",
        addresses: [{ address: "10.0.0.7", prefix: 24, family: 4 }],
      },
    ]);
  }
});

Deno.test(
  "an agent that hangs is asked one thing, and waited for 3 s",
  async () => {
    await using server = scriptedProxmox({ [`${agent}/get-osinfo`]: hold });
    const startedAt = performance.now();
    const { problem } = await readInside(clientOf(server), vm);
    const took = performance.now() - startedAt;
    await closePools();
    assert.deepEqual(problem, {
      code: "timeout",
      message: "The guest agent of VM 102 gave no answer within 3 s",
    });
    assert.equal(server.requests.length, 1);
    assert.ok(took >= 2_900, String(took));
  },
);
