import assert from "node:assert/strict";
import { authorityPem, nodePem } from "./testing/proxmoxCertificates.ts";
import { makeCertificate } from "./transport/testing/certificates.ts";
import { CertificateError, readX509 } from "./x509.ts";

function derOf(pem: string): Uint8Array {
  return Uint8Array.from(
    atob(pem.replace(/-----[A-Z ]+-----|\s/g, "")),
    (character) => character.charCodeAt(0),
  );
}

Deno.test(
  "a node's default certificate reads as Proxmox VE itself shows it",
  async () => {
    assert.deepEqual(await readX509(derOf(nodePem)), {
      fingerprint:
        "E1:DD:E8:5F:29:A7:0B:BF:3A:97:66:3C:5D:74:74:C7:43:3E:52:5A:34:6E:2E:ED:8D:9A:B5:63:07:C3:FF:38",
      subject:
        "/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=pve1.example.test",
      issuer:
        "/CN=Proxmox Virtual Environment/OU=10560340-d28e-49c0-b72e-9eb198344b73/O=PVE Cluster Manager CA",
      names: [
        "127.0.0.1",
        "::1",
        "localhost",
        "192.0.2.11",
        "pve1",
        "pve1.example.test",
      ],
      validFrom: "2026-11-22T01:22:49.000Z",
      validTo: "2028-11-21T01:22:49.000Z",
    });
    const authority = await readX509(derOf(authorityPem));
    assert.equal(authority.subject, authority.issuer);
    assert.deepEqual(authority.names, []);
    assert.equal(authority.validTo, "2036-11-19T01:22:49.000Z");
  },
);

Deno.test(
  "dates beyond 2049 are read, and names are shown as what they are",
  async () => {
    const validTo = new Date("2120-06-30T12:00:00Z");
    const certificate = await makeCertificate({
      commonName: "pve\u202e1\u0007",
      names: ["a\u200bb"],
      validTo,
    });
    const { subject, names, ...rest } = await readX509(certificate.der);
    assert.equal(rest.validTo, validTo.toISOString());
    assert.equal(rest.fingerprint, certificate.fingerprint);
    assert.equal(subject, "/CN=pve\ufffd1\ufffd");
    assert.deepEqual(names, ["a\ufffdb"]);
  },
);

Deno.test(
  "a certificate that is cut or changed anywhere is read or refused, and nothing else",
  async () => {
    const der = derOf(nodePem);
    const attempt = (bytes: Uint8Array) =>
      readX509(bytes).catch((error: unknown) =>
        assert.ok(error instanceof CertificateError, String(error)),
      );
    for (let length = 0; length < der.length; length += 7)
      await attempt(der.subarray(0, length));
    for (let index = 0; index < der.length; index++) {
      for (const value of [0x00, 0x7f, 0x80, 0x84, 0xff]) {
        const changed = der.slice();
        changed[index] = value;
        await attempt(changed);
      }
    }
  },
);
