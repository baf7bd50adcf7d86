import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { concat, equal, noBytes } from "./bytes.ts";
import { connectTls13, type Tls13Options } from "./client.ts";
import { alert } from "./protocol.ts";
import { identities, type Identity } from "./testing/certificates.ts";
import { HostileServer, shakeHands } from "./testing/hostileServer.ts";
import { memoryPipe } from "./testing/memoryPipe.ts";

const here = (path: string) =>
  new URL(`testing/${path}`, import.meta.url).pathname;
const acceptAny = () => undefined;
const text = (value: string) => new TextEncoder().encode(value);

const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

type Stream = Awaited<ReturnType<typeof connectTls13>>;

async function dial(
  port: number,
  options: Partial<Tls13Options> = {},
): Promise<Stream> {
  const tcp = await Deno.connect({ hostname: "127.0.0.1", port });
  return connectTls13(tcp, {
    acceptPeer: acceptAny,
    signal: AbortSignal.timeout(20_000),
    ...options,
  });
}

async function readAll(stream: Stream): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = await stream.read();
    if (part === null) return concat(...parts);
    parts.push(part);
  }
}

async function ask(
  stream: Stream,
  question: string,
  body: Uint8Array = noBytes,
): Promise<string> {
  await stream.write(text(`${question}\n`));
  await stream.write(body);
  const answer = await readAll(stream);
  stream.close();
  return new TextDecoder().decode(answer);
}

/** Runs Node's TLS, that is OpenSSL, with these options. */
async function withNodeServer(
  name: string,
  options: Record<string, unknown>,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const process = new Deno.Command("node", {
    args: [
      here("tlsServer.mjs"),
      JSON.stringify({
        key: here(`certificates/${name}.key`),
        cert: here(`certificates/${name}.pem`),
        ...options,
      }),
    ],
    stdout: "piped",
  }).spawn();
  const reader = process.stdout
    .pipeThrough(new TextDecoderStream())
    .getReader();
  try {
    const { value } = await reader.read();
    await use(Number(value));
  } finally {
    process.kill("SIGKILL");
    await reader.cancel();
    await process.status;
  }
}

function fingerprint(identity: Identity): string {
  return new X509Certificate(identity.certificates).fingerprint256;
}

const suites = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"];
const nodeServers: [string, Record<string, unknown>][] = [
  ...["chain", "rsa4096", "p256", "p384", "ed25519"].map(
    (name): [string, Record<string, unknown>] => [name, {}],
  ),
  ...suites.map((ciphers): [string, Record<string, unknown>] => [
    "rsa2048",
    { ciphers },
  ]),
  ...["X25519", "prime256v1"].map(
    (ecdhCurve): [string, Record<string, unknown>] => ["p256", { ecdhCurve }],
  ),
  ...["rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"].map(
    (sigalgs): [string, Record<string, unknown>] => ["rsa2048", { sigalgs }],
  ),
  ["p256", { requestCert: true, rejectUnauthorized: false }],
  ["p256", { ALPNProtocols: ["h2", "http/1.1"] }],
];

for (const [name, options] of nodeServers) {
  Deno.test(
    `OpenSSL with ${name} ${JSON.stringify(options)}: certificate, and data both ways`,
    async () => {
      await withNodeServer(
        name,
        { minVersion: "TLSv1.3", ...options },
        async (port) => {
          const identity = identities[name as keyof typeof identities];
          let shown = "";
          const stream = await dial(port, {
            acceptPeer: (peer) => void (shown = peer.fingerprint),
          });
          assert.equal(shown, fingerprint(identity));
          assert.equal(stream.peer.fingerprint, shown);
          assert.deepEqual(stream.peer.der, identity.chain[0]);
          assert.deepEqual(stream.peer.chain, identity.chain);
          assert.equal(await ask(stream, "down 12"), "mustermuster");
        },
      );
    },
  );
}

Deno.test("OpenSSL: 20 MB down and 20 MB up arrive whole", async () => {
  await withNodeServer("rsa2048", {}, async (port) => {
    const size = 20_000_000;
    const down = await dial(port);
    await down.write(text(`down ${size}\n`));
    const received = await readAll(down);
    down.close();
    const pattern = text("muster");
    const whole = new Uint8Array(size).map(
      (_, index) => pattern[index % 6] ?? 0,
    );
    assert.ok(equal(received, whole));

    const body = new Uint8Array(size).map((_, index) => index % 251);
    const expected = new Uint8Array(
      await crypto.subtle.digest("SHA-256", body),
    );
    const hex = Array.from(expected, (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
    assert.equal(await ask(await dial(port), `up ${size}`, body), hex);
  });
});

Deno.test("the server's name is sent, an address is not", async () => {
  await withNodeServer("p256", {}, async (port) => {
    assert.equal(
      await ask(await dial(port, { serverName: "pve1.example.test" }), "name"),
      "pve1.example.test",
    );
    for (const serverName of ["192.168.1.100", "fd00::1", undefined]) {
      assert.equal(
        await ask(await dial(port, { serverName }), "name"),
        "false",
      );
    }
  });
});

const refusing: {
  what: string;
  options: Record<string, unknown>;
  alert: number;
}[] = [
  {
    what: "TLS 1.2 only",
    options: { maxVersion: "TLSv1.2" },
    alert: alert.protocolVersion,
  },
  {
    what: "P-384 only",
    options: { ecdhCurve: "secp384r1" },
    alert: alert.handshakeFailure,
  },
  {
    what: "ChaCha20 only",
    options: { minVersion: "TLSv1.3", ciphers: "TLS_CHACHA20_POLY1305_SHA256" },
    alert: alert.handshakeFailure,
  },
];

for (const { what, options, alert: number } of refusing) {
  Deno.test(`OpenSSL with ${what}: its alert is the error`, async () => {
    await withNodeServer("p256", options, async (port) => {
      await assert.rejects(dial(port), {
        name: "Tls13Error",
        kind: "alert",
        receivedAlert: number,
      });
    });
  });
}

for (const name of ["chain", "rsa4096", "p256", "p384"] as const) {
  Deno.test(`Deno's own TLS server with ${name}: the same`, async () => {
    const { certificates, key } = identities[name];
    const listener = Deno.listenTls({
      hostname: "127.0.0.1",
      port: 0,
      cert: certificates,
      key,
      alpnProtocols: ["http/1.1"],
    });
    const serving = (async () => {
      const connection = await listener.accept();
      const buffer = new Uint8Array(100);
      const count = await connection.read(buffer);
      await connection.write(buffer.subarray(0, count ?? 0));
      await connection.closeWrite();
      assert.equal(await connection.read(buffer), null);
      connection.close();
    })();
    const stream = await dial(listener.addr.port, {
      serverName: "pve1.example.test",
    });
    assert.equal(stream.peer.fingerprint, fingerprint(identities[name]));
    await stream.write(text("echo"));
    assert.equal(new TextDecoder().decode(await readAll(stream)), "echo");
    stream.close();
    await serving;
    listener.close();
  });
}

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"] })
  .output()
  .then(
    ({ success }) => success,
    () => false,
  );

Deno.test({
  name: "openssl s_server changes its keys, and asks us to change ours",
  ignore: !hasOpenssl,
  fn: async () => {
    const process = new Deno.Command("openssl", {
      args: [
        ...["s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-naccept", "1"],
        ...[
          "-cert",
          here("certificates/p256.pem"),
          "-key",
          here("certificates/p256.key"),
        ],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let printed = "";
    const printing = process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeTo(
        new WritableStream({ write: (chunk) => void (printed += chunk) }),
      );
    const until = async (pattern: RegExp) => {
      for (let attempt = 0; attempt < 500; attempt++) {
        const found = pattern.exec(printed);
        if (found !== null) return found[1] ?? "";
        await pause(10);
      }
      throw new Error(`no ${pattern.source} in ${printed}`);
    };
    const input = process.stdin.getWriter();
    try {
      const stream = await dial(Number(await until(/ACCEPT \S+:(\d+)/)));
      await until(/CIPHER is/);
      for (const command of ["k", "K", "k"]) {
        await input.write(text(`${command}\n`));
        // It says nothing to the command; what it reads together with it would be lost.
        await pause(300);
        await input.write(text(`after ${command}\n`));
        assert.equal(
          new TextDecoder().decode((await stream.read()) ?? noBytes),
          `after ${command}\n`,
        );
        await stream.write(text(`ours after ${command}\n`));
        await until(new RegExp(`ours after ${command}`));
      }
      stream.close();
    } finally {
      process.kill("SIGKILL");
      await input.close().catch(() => undefined);
      await printing;
      await process.status;
    }
  },
});

/** A TCP server that says this and then waits for the other side to close. Resolves to what it was told. */
function tcpServer(banner: Uint8Array): {
  port: number;
  heard: Promise<Uint8Array>;
} {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const heard = (async () => {
    const connection = await listener.accept();
    listener.close();
    if (banner.length > 0) await connection.write(banner);
    const parts: Uint8Array[] = [];
    const buffer = new Uint8Array(4096);
    try {
      for (
        let count = await connection.read(buffer);
        count !== null;
        count = await connection.read(buffer)
      ) {
        parts.push(buffer.slice(0, count));
      }
    } finally {
      connection.close();
    }
    return concat(...parts);
  })();
  return { port: listener.addr.port, heard };
}

Deno.test(
  "an HTTP server is told from a TLS server, and the connection closed",
  async () => {
    const { port, heard } = tcpServer(text("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await assert.rejects(dial(port), { name: "Tls13Error", kind: "not_tls" });
    const clientHello = await heard;
    assert.deepEqual([...clientHello.subarray(0, 3)], [22, 3, 3]);
    assert.equal(
      clientHello.length,
      5 + (clientHello[3] ?? 0) * 256 + (clientHello[4] ?? 0),
    );
  },
);

Deno.test(
  "an abort ends a handshake without an answer, with the signal's reason, and closes the connection",
  async () => {
    const { port, heard } = tcpServer(noBytes);
    const controller = new AbortController();
    const reason = new Error("the deadline");
    const connecting = assert.rejects(
      dial(port, { signal: controller.signal }),
      (error) => error === reason,
    );
    setTimeout(() => controller.abort(reason), 50);
    await connecting;
    assert.equal((await heard)[0], 22);
  },
);

Deno.test(
  "a signal that is aborted already closes the connection without a word",
  async () => {
    const { port, heard } = tcpServer(noBytes);
    const reason = new Error("too late");
    await assert.rejects(
      dial(port, { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
    assert.equal((await heard).length, 0);
  },
);

Deno.test(
  "an abort counts even if the handshake could still be finished",
  async () => {
    const [clientEnd, serverEnd] = memoryPipe();
    const server = new HostileServer(serverEnd, { identity: identities.p256 });
    const controller = new AbortController();
    const reason = new Error("the deadline");
    // A close that has no effect yet.
    let closes = 0;
    const late = { ...clientEnd, close: () => (closes += 1) };
    const connecting = connectTls13(late, {
      signal: controller.signal,
      acceptPeer: () => controller.abort(reason),
    });
    await Promise.all([
      assert.rejects(connecting, (error) => error === reason),
      shakeHands(server),
    ]);
    assert.ok(closes > 0);
  },
);

Deno.test("after the handshake the signal has no effect any more", async () => {
  await withNodeServer("p256", {}, async (port) => {
    const controller = new AbortController();
    const stream = await dial(port, { signal: controller.signal });
    controller.abort();
    assert.equal(await ask(stream, "down 6"), "muster");
  });
});

Deno.test("a connection that breaks says so in its own words", async () => {
  const reset = new Deno.errors.ConnectionReset("reset by peer");
  const [end] = memoryPipe();
  const broken = { ...end, read: () => Promise.reject(reset) };
  await assert.rejects(
    connectTls13(broken, { acceptPeer: acceptAny }),
    (error) => error === reset,
  );
});

Deno.test("the error of acceptPeer comes out unchanged", async () => {
  await withNodeServer("p256", {}, async (port) => {
    const refusal = new Error("pve1 shows another certificate");
    await assert.rejects(
      dial(port, {
        acceptPeer: () => {
          throw refusal;
        },
      }),
      (error) => error === refusal,
    );
  });
});
