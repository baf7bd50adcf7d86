import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { certificateSchema, type Trust } from "../contract/servers.ts";
import { connect } from "./client.ts";
import {
  adoptClusterCa,
  readCertificate,
  readPermissions,
  testConnection,
} from "./probe.ts";
import {
  type Answering,
  authority,
  data,
  fakeProxmox,
  type FakeProxmoxOptions,
  pveAnswer,
} from "./testing/fakeProxmox.ts";
import {
  clientOf,
  loopbackPolicy,
  policyOf,
  targetOf,
} from "./testing/target.ts";
import { closePools } from "./pool.ts";
import {
  makeAuthority,
  makeCertificate,
} from "./transport/testing/certificates.ts";

const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof AppError && error.code === code;

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
    return value === undefined
      ? pveAnswer("501 Method not implemented", { data: null })
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
      permissions: { "/vms": { "VM.Audit": 1, "VM.PowerMgmt": 1 } },
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

Deno.test(
  "a certificate is read without sending anything, and told whether it is trusted",
  async () => {
    await using server = pve();
    const read = (trust: Trust) =>
      readCertificate("127.0.0.1", server.port, trust, loopbackPolicy);
    const { certificate, isTrusted } = await read({ mode: "system" });
    assert.deepEqual(
      [certificate.fingerprint, isTrusted],
      [server.certificate.fingerprint, false],
    );
    assert.equal(
      (await read({ mode: "ca", ca_certificate: authority.cert })).isTrusted,
      true,
    );
    assert.equal(
      (await read({ mode: "pin", fingerprint: certificate.fingerprint }))
        .isTrusted,
      true,
    );
    assert.equal(
      (await read({ mode: "pin", fingerprint: "00:".repeat(31) + "00" }))
        .isTrusted,
      false,
    );
    assert.deepEqual(server.requests, []);
  },
);

Deno.test(
  "no certificate is read where nothing may be contacted, or nothing answers",
  async () => {
    await using server = pve();
    await assert.rejects(
      readCertificate(
        "127.0.0.1",
        server.port,
        { mode: "system" },
        policyOf({}),
      ),
      withCode("address_not_allowed"),
    );
    assert.equal(server.connections(), 0);
    const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    closed.close();
    await assert.rejects(
      readCertificate(
        "127.0.0.1",
        closed.addr.port,
        { mode: "system" },
        loopbackPolicy,
      ),
      withCode("refused"),
    );
  },
);

async function adopted(
  options: FakeProxmoxOptions = {},
  answers: Record<string, unknown> = {},
  host = "127.0.0.1",
) {
  await using server = pve(answers, options);
  const pin = {
    mode: "pin",
    fingerprint: server.certificate.fingerprint,
  } as const;
  const client = connect(targetOf(server, { trust: pin, host }), {
    policy: loopbackPolicy,
  });
  const trust = await adoptClusterCa(client);
  await closePools();
  return trust;
}

Deno.test("a confirmed pin becomes trust in the cluster's CA", async () => {
  assert.deepEqual(await adopted(), {
    mode: "ca",
    ca_certificate: authority.cert.trim(),
  });
});

Deno.test(
  "a host that the certificate does not name is expected as what every node of the cluster is named",
  async () => {
    const elsewhere = await makeCertificate({
      commonName: "pve1",
      names: ["192.0.2.11", "localhost", "pve1"],
      issuer: authority,
    });
    assert.deepEqual(await adopted({ certificate: elsewhere }), {
      mode: "ca",
      ca_certificate: authority.cert.trim(),
      server_name: "localhost",
    });
    const custom = await makeCertificate({
      commonName: "pve1",
      names: ["192.0.2.11", "pve1.example.test"],
      issuer: authority,
    });
    assert.deepEqual(await adopted({ certificate: custom }), {
      mode: "ca",
      ca_certificate: authority.cert.trim(),
      server_name: "pve1.example.test",
    });
  },
);

Deno.test(
  "the pin stays when the certificate is not the cluster CA's",
  async () => {
    const own = await makeCertificate({
      commonName: "pve1",
      names: ["127.0.0.1"],
      issuer: await makeAuthority("Own CA"),
    });
    assert.equal(await adopted({ certificate: own }), undefined);
    const selfSigned = await makeCertificate({
      commonName: "pve1",
      names: ["127.0.0.1"],
    });
    assert.equal(await adopted({ certificate: selfSigned }), undefined);
    const nameless = await makeCertificate({
      commonName: "pve1",
      issuer: authority,
    });
    assert.equal(await adopted({ certificate: nameless }), undefined);
  },
);

Deno.test("the pin stays when Proxmox VE does not show a CA", async () => {
  assert.equal(
    await adopted(
      {},
      {
        "/nodes/pve1/certificates/info": [
          { filename: "pve-ssl.pem", pem: "…" },
        ],
      },
    ),
    undefined,
  );
  assert.equal(
    await adopted(
      {},
      {
        "/nodes/pve1/certificates/info": [
          { filename: "pve-root-ca.pem", pem: "no PEM" },
        ],
      },
    ),
    undefined,
  );
  assert.equal(await adopted({}, { "/nodes": [] }), undefined);
});

Deno.test(
  "a wrong pin adopts nothing, and the token stays unsent",
  async () => {
    await using server = pve();
    const client = connect(
      targetOf(server, {
        trust: { mode: "pin", fingerprint: "00:".repeat(31) + "00" },
      }),
      { policy: loopbackPolicy },
    );
    await assert.rejects(adoptClusterCa(client), withCode("tls_changed"));
    assert.deepEqual(server.requests, []);
    await closePools();
  },
);
