import assert from "node:assert/strict";
import type { Trust } from "../../contract/servers.ts";
import {
  authority,
  fakeProxmox,
  type FakeProxmox,
} from "../testing/fakeProxmox.ts";
import { loopbackPolicy } from "../testing/target.ts";
import { type FaultCode, TransportFault } from "./fault.ts";
import { openStream } from "./open.ts";
import {
  makeAuthority,
  makeCertificate,
  type TestCertificate,
} from "./testing/certificates.ts";

const day = 24 * 3600 * 1000;
const cluster: Trust = { mode: "ca", ca_certificate: authority.cert };
const named = (name: string): Trust => ({ ...cluster, server_name: name });
const pinned = (certificate: TestCertificate): Trust => ({
  mode: "pin",
  fingerprint: certificate.fingerprint,
});
const system: Trust = { mode: "system" };
const insecure: Trust = { mode: "insecure" };

/** Opens a stream, sends one request in it as if it held the token, and tells whether the server got it. */
async function greet(
  server: FakeProxmox,
  trust: Trust,
  host = "127.0.0.1",
): Promise<string> {
  const stream = await openStream(host, server.port, trust, loopbackPolicy);
  try {
    await stream.write(new TextEncoder().encode("GET /token HTTP/1.1\r\n\r\n"));
    const answer = await stream.read();
    return new TextDecoder().decode(answer ?? new Uint8Array());
  } finally {
    stream.close();
  }
}

const serverWith = (certificate: TestCertificate) =>
  fakeProxmox(() => "hello", { certificate });

async function assertStopped(
  certificate: TestCertificate,
  trust: Trust,
  code: FaultCode,
  detail?: string,
) {
  await using server = serverWith(certificate);
  await assert.rejects(greet(server, trust), (error) => {
    assert.ok(error instanceof TransportFault, String(error));
    assert.equal(error.code, code, String(error.cause));
    assert.equal(error.detail, detail);
    return true;
  });
  assert.deepEqual(server.requests, [], "the token stays unsent");
}

const leaf = (
  options: {
    names?: string[];
    validFrom?: Date;
    validTo?: Date;
    issuer?: TestCertificate;
  } = {},
) =>
  makeCertificate({
    commonName: "pve1.example.test",
    names: ["127.0.0.1", "pve1"],
    issuer: authority,
    ...options,
  });

Deno.test(
  "a certificate of the cluster's CA is accepted by address, and by the name that was stored",
  async () => {
    await using server = serverWith(await leaf());
    assert.equal(await greet(server, cluster), "hello");
    assert.equal(await greet(server, named("pve1")), "hello");
    assert.equal(
      await greet(server, cluster, "localhost").catch(() => "refused"),
      "refused",
    );
  },
);

Deno.test(
  "a renewed certificate under the same CA needs nothing new",
  async () => {
    for (let renewal = 0; renewal < 2; renewal++) {
      await using server = serverWith(await leaf());
      assert.equal(await greet(server, cluster), "hello");
    }
  },
);

Deno.test(
  "a pinned certificate is accepted, whoever signed it and whatever it names",
  async () => {
    const selfSigned = await makeCertificate({
      commonName: "pve",
      names: ["elsewhere.example"],
    });
    const own = await makeCertificate({
      commonName: "pve",
      names: [],
      isAuthority: true,
    });
    const old = await leaf({ validTo: new Date(Date.now() - day) });
    for (const certificate of [selfSigned, own, old]) {
      await using server = serverWith(certificate);
      assert.equal(await greet(server, pinned(certificate)), "hello");
      assert.equal(await greet(server, insecure), "hello");
      assert.equal(
        await greet(server, pinned(certificate), "localhost"),
        "hello",
      );
    }
  },
);

Deno.test(
  "T01 F05 an expired certificate is stopped, and one that is not valid yet",
  async () => {
    await assertStopped(
      await leaf({ validTo: new Date(Date.now() - day) }),
      cluster,
      "tls_expired",
    );
    const future = await leaf({
      validFrom: new Date(Date.now() + day),
      validTo: new Date(Date.now() + 2 * day),
    });
    await assertStopped(future, cluster, "tls_expired");
  },
);

Deno.test(
  "T01 F06 an unknown CA and a self-signed certificate are stopped",
  async () => {
    await assertStopped(await leaf(), system, "tls_untrusted");
    await assertStopped(
      await leaf({ issuer: await makeAuthority() }),
      cluster,
      "tls_untrusted",
    );
    await assertStopped(
      await makeCertificate({ commonName: "pve1", names: ["127.0.0.1"] }),
      cluster,
      "tls_untrusted",
    );
    await assertStopped(
      await makeCertificate({
        commonName: "pve1",
        names: ["127.0.0.1"],
        isAuthority: true,
      }),
      system,
      "tls_untrusted",
    );
  },
);

Deno.test("a CA certificate that cannot be read trusts nothing", async () => {
  for (const base64 of ["AAAA", "MIIB", "!!!!"]) {
    const garbage = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
    await assertStopped(
      await leaf(),
      { mode: "ca", ca_certificate: garbage },
      "tls_untrusted",
    );
  }
});

Deno.test("T01 F07 a certificate for another name is stopped", async () => {
  await assertStopped(
    await leaf({ names: ["pve1", "192.0.2.11"] }),
    cluster,
    "tls_name",
  );
  await assertStopped(await leaf({ names: [] }), cluster, "tls_name");
  await assertStopped(await leaf(), named("pve2"), "tls_name");
});

Deno.test(
  "T02 F08 another certificate than the pinned one is stopped, and its fingerprint told",
  async () => {
    const presented = await leaf();
    await assertStopped(
      presented,
      pinned(await leaf()),
      "tls_changed",
      presented.fingerprint,
    );
  },
);

/** A server that answers the client's hello with these bytes, or hangs up if there are none. */
function rawServer(answer: Uint8Array | string) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const accept = async () => {
    for await (const connection of listener) {
      open.push(connection);
      await connection.read(new Uint8Array(4_096));
      if (answer === "") connection.close();
      else
        await connection.write(
          typeof answer === "string"
            ? new TextEncoder().encode(answer)
            : answer,
        );
    }
  };
  accept().catch(() => undefined);
  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      listener.close();
      for (const connection of open) {
        try {
          connection.close();
        } catch {
          // Closed above.
        }
      }
    },
  };
}

async function assertFault(
  answer: Uint8Array | string,
  trust: Trust,
  code: FaultCode,
) {
  using server = rawServer(answer);
  await assert.rejects(
    openStream("127.0.0.1", server.port, trust, loopbackPolicy),
    (error) => {
      assert.ok(error instanceof TransportFault, String(error));
      assert.equal(
        error.code,
        code,
        `${String(answer)} ${String(error.cause)}`,
      );
      return true;
    },
  );
}

const anyPin: Trust = { mode: "pin", fingerprint: "00:".repeat(31) + "00" };

Deno.test("F09 what is not TLS is told as such", async () => {
  for (const trust of [system, cluster, anyPin, insecure]) {
    await assertFault(
      "HTTP/1.1 301 Moved Permanently\r\nLocation: https://pve1:8006/\r\n\r\n",
      trust,
      "tls_protocol",
    );
    await assertFault(
      "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
      trust,
      "tls_protocol",
    );
  }
});

Deno.test("T03 TLS 1.0 and 1.1 are refused", async () => {
  const serverHello = (version: number) =>
    Uint8Array.of(
      22,
      3,
      version,
      0,
      44,
      2,
      0,
      0,
      40,
      3,
      version,
      ...new Array<number>(32).fill(7),
      0,
      0x00,
      0x2f,
      0,
      0,
      0,
    );
  const protocolVersionAlert = Uint8Array.of(21, 3, 1, 0, 2, 2, 70);
  for (const trust of [system, cluster, anyPin, insecure]) {
    await assertFault(serverHello(1), trust, "tls_protocol");
    await assertFault(serverHello(2), trust, "tls_protocol");
    await assertFault(protocolVersionAlert, trust, "tls_protocol");
  }
});

Deno.test(
  "a server that wants a certificate of ours is not one that we distrust",
  async () => {
    const certificateRequired = Uint8Array.of(21, 3, 3, 0, 2, 2, 116);
    for (const trust of [system, cluster, anyPin, insecure])
      await assertFault(certificateRequired, trust, "tls_protocol");
  },
);

Deno.test("a connection that ends in the handshake is a reset", async () => {
  for (const trust of [system, cluster, anyPin, insecure])
    await assertFault("", trust, "reset");
});
