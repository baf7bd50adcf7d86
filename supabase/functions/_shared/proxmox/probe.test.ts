import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { certificateSchema } from "../contract/serverList.ts";
import type { Trust } from "../contract/servers.ts";
import { readPermissions, testConnection } from "./probe.ts";
import {
  type Answering,
  authority,
  data,
  fakeProxmox,
  type FakeProxmoxOptions,
  pveAnswer,
} from "./testing/fakeProxmox.ts";
import { clientOf } from "./testing/target.ts";
import { closePools } from "./pool.ts";
import {
  makeAuthority,
  makeCertificate,
  type TestCertificate,
} from "./transport/testing/certificates.ts";

const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof AppError && error.code === code;

/** In place of an answer: the node that has it cannot be reached. */
const unreachable = Symbol("unreachable");

/** A node that knows what the probe asks for; `answers` go before its own. */
function pve(
  answers: Record<string, unknown> = {},
  options: FakeProxmoxOptions = {},
) {
  const known: Record<string, unknown> = {
    "/version": {
      version: "8.4.21",
      release: "8.4",
      repoid: "2606ac850d46da29",
    },
    "/nodes": [
      { node: "pve2", status: "offline", type: "node" },
      { node: "pve1", status: "online", type: "node" },
      { node: null },
      "no row",
    ],
    "/access/permissions": { "/vms": { "VM.Audit": 1, "VM.PowerMgmt": "1" } },
    "/nodes/pve1/certificates/info": [
      { filename: "pve-root-ca.pem", pem: authority.cert },
      { filename: "pve-ssl.pem", pem: "…" },
    ],
    ...answers,
  };
  const answer: Answering = ({ path }) => {
    const value = known[path.replace("/api2/json", "")];
    if (value === undefined)
      return pveAnswer("501 Method not implemented", { data: null });
    return value === unreachable
      ? pveAnswer("595 No route to host", { data: null })
      : data(value);
  };
  return fakeProxmox(answer, options);
}

Deno.test(
  "a test of a connection tells version, nodes, certificate and what the token may do",
  async () => {
    await using server = pve();
    const { latencyMs, certificate, ...result } = await testConnection(
      clientOf(server),
    );
    assert.deepEqual(result, {
      version: "8.4.21",
      release: "8.4",
      nodes: ["pve1", "pve2"],
      cluster: null,
      permissions: { "/vms": { "VM.Audit": 1, "VM.PowerMgmt": 1 } },
      token: null,
      // Its trust needs no other.
      cluster_ca: null,
    });
    assert.ok(
      Number.isInteger(latencyMs) && latencyMs >= 0 && latencyMs < 2_000,
    );
    assert.ok(certificateSchema.safeParse(certificate).success);
    assert.equal(certificate?.fingerprint, server.certificate.fingerprint);
    assert.deepEqual(certificate.names, [
      "127.0.0.1",
      "::1",
      "localhost",
      "pve1",
      "pve1.example.test",
    ]);
    assert.ok(
      server.requests.every(({ headers }) => headers.has("authorization")),
    );
  },
);

Deno.test(
  "a test of a connection opens a connection of its own, and leaves none behind",
  async () => {
    await using server = pve();
    const client = clientOf(server);
    await readPermissions(client);
    await testConnection(client);
    const version = server.requests.find(({ path }) =>
      path.endsWith("/version"),
    );
    assert.equal(version?.connection, 2);
    await closePools();
  },
);

Deno.test(
  "a token without any rights has no permissions: an empty object, Perl's empty list, or null",
  async () => {
    for (const empty of [{}, [], null]) {
      await using server = pve({ "/access/permissions": empty });
      assert.deepEqual(await readPermissions(clientOf(server)), {});
      await closePools();
    }
  },
);

Deno.test(
  "a token that may see it learns its cluster's name, and when it ends",
  async () => {
    const status = [
      { type: "node", name: "pve1", id: "node/pve1", online: 1 },
      { type: "cluster", name: "berlin", id: "cluster", quorate: 1 },
    ];
    const ending = 1_900_000_000;
    const at = new Date(ending * 1000).toISOString();
    const users: [user: object, facts: unknown][] = [
      [
        { expire: 0, tokens: { muster: { expire: ending, privsep: 1 } } },
        { isSeparated: true, expiresAt: at },
      ],
      // A token does not outlive its user.
      [
        {
          expire: ending,
          tokens: { muster: { expire: ending + 5, privsep: "0" } },
        },
        { isSeparated: false, expiresAt: at },
      ],
      [
        { tokens: { muster: { privsep: 0 } } },
        { isSeparated: false, expiresAt: null },
      ],
      [{ tokens: { other: { expire: ending } } }, null],
      [{ tokens: { muster: { expire: 1e15 } } }, null],
      [{}, null],
    ];
    for (const [user, facts] of users) {
      await using server = pve({
        "/cluster/status": status,
        "/access/users/root%40pam": user,
      });
      const { cluster, token } = await testConnection(clientOf(server));
      assert.equal(cluster, "berlin");
      assert.deepEqual(token, facts);
    }
  },
);

Deno.test(
  "a token that may not see it is no worse for it, and a node that is alone has no cluster",
  async () => {
    await using refusing = fakeProxmox(({ path }) => {
      const isAside = /cluster\/status|access\/users/.test(path);
      if (isAside)
        return pveAnswer("403 Permission check failed (/, Sys.Audit)", {});
      return data(
        path.endsWith("/version") ? { version: "9.1", release: "9.1" } : [],
      );
    });
    const refused = await testConnection(clientOf(refusing));
    assert.deepEqual([refused.cluster, refused.token], [null, null]);

    await using alone = pve({
      "/cluster/status": [{ type: "node", name: "pve1" }],
    });
    assert.equal((await testConnection(clientOf(alone))).cluster, null);
  },
);

Deno.test(
  "a failed test leaves with the failure of the first call",
  async () => {
    await using server = fakeProxmox(() =>
      pveAnswer("401 Authentication failed!", undefined),
    );
    await assert.rejects(
      testConnection(clientOf(server)),
      withCode("auth_failed"),
    );
  },
);

/** What a test over a pin of the presented certificate offers to trust from now on. */
async function adopted(
  options: FakeProxmoxOptions = {},
  answers: Record<string, unknown> = {},
) {
  await using server = pve(answers, options);
  const { fingerprint } = server.certificate;
  const trust: Trust = { mode: "pin", fingerprint };
  return (await testConnection(clientOf(server, { trust }))).cluster_ca;
}

const clusterCa = {
  mode: "ca",
  ca_certificate: authority.cert.trim(),
} as const;

Deno.test("a confirmed pin becomes trust in the cluster's CA", async () => {
  assert.deepEqual(await adopted(), clusterCa);
});

Deno.test(
  "the CA is offered where nothing was verified, too: it is for the person to compare",
  async () => {
    await using server = pve();
    const client = clientOf(server, { trust: { mode: "insecure" } });
    assert.deepEqual((await testConnection(client)).cluster_ca, clusterCa);
  },
);

Deno.test(
  "the CA is read from the node that is spoken to: no other has to be up",
  async () => {
    const nodes = [
      { node: "pve2", status: "online" },
      { node: "pve1", status: "unknown" },
    ];
    assert.deepEqual(await adopted({}, { "/nodes": nodes }), clusterCa);
  },
);

Deno.test(
  "a host that the certificate does not name is expected as what every node of the cluster is named",
  async () => {
    const elsewhere = await makeCertificate({
      commonName: "pve1",
      names: ["192.0.2.11", "localhost", "pve1"],
      issuer: authority,
    });
    assert.deepEqual(await adopted({ certificate: elsewhere }), {
      ...clusterCa,
      server_name: "localhost",
    });
    const custom = await makeCertificate({
      commonName: "pve1",
      names: ["192.0.2.11", "pve1.example.test"],
      issuer: authority,
    });
    assert.deepEqual(await adopted({ certificate: custom }), {
      ...clusterCa,
      server_name: "pve1.example.test",
    });
  },
);

Deno.test(
  "the pin stays when the certificate is not the cluster CA's",
  async () => {
    const make = async (issuer?: TestCertificate, names = ["127.0.0.1"]) =>
      makeCertificate({
        commonName: "pve1",
        names,
        ...(issuer && { issuer }),
      });
    const ownCa = await make(await makeAuthority("Own CA"));
    const selfSigned = await make();
    const nameless = await make(authority, []);
    const expired = await makeCertificate({
      commonName: "pve1",
      names: ["127.0.0.1"],
      issuer: authority,
      validTo: new Date(Date.now() - 1_000),
    });
    for (const certificate of [ownCa, selfSigned, nameless, expired])
      assert.equal(await adopted({ certificate }), null);
  },
);

Deno.test("the pin stays when Proxmox VE does not show a CA", async () => {
  const info = "/nodes/pve1/certificates/info";
  for (const answers of [
    { [info]: [{ filename: "pve-ssl.pem", pem: "…" }] },
    { [info]: [{ filename: "pve-root-ca.pem", pem: "no PEM" }] },
    { [info]: [{ filename: "pve-root-ca.pem", pem: notACertificate }] },
    { [info]: undefined },
    { "/nodes": [] },
  ])
    assert.equal(await adopted({}, answers), null);
});

const notACertificate =
  "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n";

Deno.test(
  "an answer that only fails to come leaves no pin where a CA could be",
  async () => {
    await assert.rejects(
      adopted({}, { "/nodes/pve1/certificates/info": unreachable }),
      withCode("node_unreachable"),
    );
  },
);

Deno.test(
  "a wrong pin adopts nothing, and the token stays unsent",
  async () => {
    await using server = pve();
    const trust: Trust = { mode: "pin", fingerprint: "00:".repeat(31) + "00" };
    await assert.rejects(
      testConnection(clientOf(server, { trust })),
      withCode("tls_changed"),
    );
    assert.deepEqual(server.requests, []);
  },
);
