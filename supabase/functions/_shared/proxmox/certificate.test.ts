import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import type { Trust } from "../contract/servers.ts";
import { readCertificate } from "./certificate.ts";
import type { ProxmoxAddress } from "./target.ts";
import { authority, data, fakeProxmox } from "./testing/fakeProxmox.ts";
import { loopbackPolicy, policyOf } from "./testing/target.ts";
import {
  makeAuthority,
  makeCertificate,
} from "./transport/testing/certificates.ts";

const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof AppError && error.code === code;

function addressOf(
  { port }: { port: number },
  trust: Trust = { mode: "system" },
): ProxmoxAddress {
  return { name: "pve1", host: "127.0.0.1", port, trust, isTrustSaved: true };
}

const clusterCa: Trust = { mode: "ca", ca_certificate: authority.cert };

Deno.test(
  "a certificate is read without sending anything, and told what each trust makes of it",
  async () => {
    await using server = fakeProxmox(() => data(null));
    const { fingerprint } = server.certificate;
    const foreignCa = (await makeAuthority("Another")).cert;
    const verdicts: [Trust, ErrorCode | null][] = [
      [{ mode: "system" }, "tls_untrusted"],
      [clusterCa, null],
      [{ mode: "ca", ca_certificate: foreignCa }, "tls_changed"],
      [{ ...clusterCa, server_name: "pve9" }, "tls_name"],
      [{ mode: "pin", fingerprint }, null],
      [{ mode: "pin", fingerprint: "00:".repeat(31) + "00" }, "tls_changed"],
      [{ mode: "insecure" }, null],
    ];
    for (const [trust, expected] of verdicts) {
      const address = addressOf(server, trust);
      const { certificate, isPubliclyTrusted, refusal } = await readCertificate(
        address,
        loopbackPolicy,
      );
      assert.deepEqual(
        [certificate?.fingerprint, isPubliclyTrusted, refusal],
        [fingerprint, false, expected],
      );
    }
    assert.deepEqual(server.requests, []);
  },
);

Deno.test("an expired certificate is shown, and refused as such", async () => {
  const certificate = await makeCertificate({
    commonName: "pve1",
    names: ["127.0.0.1"],
    issuer: authority,
    validTo: new Date(Date.now() - 1_000),
  });
  await using server = fakeProxmox(() => data(null), { certificate });
  const reading = await readCertificate(
    addressOf(server, clusterCa),
    loopbackPolicy,
  );
  assert.equal(reading.refusal, "tls_expired");
  assert.equal(reading.certificate?.fingerprint, certificate.fingerprint);
});

Deno.test(
  "no certificate is read where nothing may be contacted, or nothing answers",
  async () => {
    await using server = fakeProxmox(() => data(null));
    await assert.rejects(
      readCertificate(addressOf(server), policyOf({})),
      withCode("address_not_allowed"),
    );
    assert.equal(server.connections(), 0);
    const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    closed.close();
    await assert.rejects(
      readCertificate(addressOf(closed.addr), loopbackPolicy),
      withCode("refused"),
    );
  },
);

Deno.test("F09 what is not TLS has no certificate to show", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.write(new TextEncoder().encode("SSH-2.0-OpenSSH\r\n"));
      connection.close();
    }
  })();
  await assert.rejects(
    readCertificate(addressOf(listener.addr), loopbackPolicy),
    withCode("tls_protocol"),
  );
  listener.close();
  await serving;
});
