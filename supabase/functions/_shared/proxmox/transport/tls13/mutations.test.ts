import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, concat, equal, noBytes } from "./bytes.ts";
import { parseAlert } from "./alerts.ts";
import { parseCertificate } from "./certificate.ts";
import { checkCertificateRequest } from "./certificateRequest.ts";
import { checkCertificateVerify } from "./certificateVerify.ts";
import { type ClientHello, createClientHello } from "./clientHello.ts";
import { connectTls13 } from "./client.ts";
import { checkEncryptedExtensions } from "./encryptedExtensions.ts";
import { Tls13Error } from "./error.ts";
import { handshakeMessage, number, vector } from "./messages.ts";
import { alert, contentType, handshakeType } from "./protocol.ts";
import { publicKeyOf } from "./publicKey.ts";
import { parseServerHello } from "./serverHello.ts";
import {
  identities,
  stolenCertificate,
  unsupportedCertificates,
} from "./testing/certificates.ts";
import { HostileServer, shakeHands } from "./testing/hostileServer.ts";
import { assertAccepted, assertRefused, meet } from "./testing/meeting.ts";
import { memoryPipe } from "./testing/memoryPipe.ts";
import { trace } from "./testing/rfc8448.ts";

/** How often each property is tried. `TLS13_FUZZ_RUNS=20000` makes a long run of it. */
const requestedRuns = Number(Deno.env.get("TLS13_FUZZ_RUNS") ?? 0);
const meetingRuns = { numRuns: requestedRuns || 150 };
const parserRuns = { numRuns: requestedRuns || 1000 };

/** One change of some bytes. Positions are fractions, so that they fit any length. */
type Mutation =
  | { kind: "flip"; at: number; bit: number }
  | { kind: "set"; at: number; byte: number }
  | { kind: "insert"; at: number; bytes: Bytes }
  | { kind: "remove"; at: number; count: number }
  | { kind: "truncate"; at: number }
  | { kind: "replace"; bytes: Bytes };

/** Up to, and without, 1. */
const fraction = fc.nat(999_999).map((value) => value / 1_000_000);
const someBytes = (maxLength: number, minLength = 0) =>
  fc
    .uint8Array({ minLength, maxLength })
    .map((bytes) => Uint8Array.from(bytes));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant("flip" as const),
    at: fraction,
    bit: fc.nat(7),
  }),
  fc.record({
    kind: fc.constant("set" as const),
    at: fraction,
    byte: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
  }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fraction,
    bytes: someBytes(20, 1),
  }),
  fc.record({
    kind: fc.constant("remove" as const),
    at: fraction,
    count: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ kind: fc.constant("truncate" as const), at: fraction }),
  fc.record({ kind: fc.constant("replace" as const), bytes: someBytes(300) }),
);

function mutate(bytes: Bytes, change: Mutation): Bytes {
  if (change.kind === "replace") return change.bytes;
  const at = Math.floor(change.at * bytes.length);
  const before = bytes.subarray(0, at);
  switch (change.kind) {
    case "flip":
      return bytes.length === 0
        ? bytes
        : bytes.with(at, (bytes[at] ?? 0) ^ (1 << change.bit));
    case "set":
      return bytes.length === 0 ? bytes : bytes.with(at, change.byte);
    case "insert":
      return concat(before, change.bytes, bytes.subarray(at));
    case "remove":
      return concat(before, bytes.subarray(at + change.count));
    case "truncate":
      return before;
  }
}

const RECORDS_OF_A_HANDSHAKE = 5;
const MINOR_VERSION_OFFSET = 2;

Deno.test(
  "whoever stands between and changes a byte of the handshake gets nothing",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(RECORDS_OF_A_HANDSHAKE - 1),
        mutation,
        fc.constantFrom(1, 7, 100, Infinity),
        async (target, change, chunkBytes) => {
          const changedRecords: Bytes[] = [];
          const outcome = await meet(shakeHands, {
            chunkBytes,
            alterRecord: (record, index) => {
              if (index !== target) return record;
              const changed = mutate(record, change);
              if (!meansTheSame(changed, record, index)) {
                changedRecords.push(changed);
              }
              return changed;
            },
          });
          if (changedRecords.length > 0) assertRefused(outcome);
          else assertAccepted(outcome);
        },
      ),
      meetingRuns,
    );
  },
);

Deno.test(
  "records that are swapped, repeated or left out get nothing",
  async () => {
    const order = fc
      .array(fc.nat(RECORDS_OF_A_HANDSHAKE - 1), { maxLength: 7 })
      .map((sent) => sent.slice(0, 7));
    await fc.assert(
      fc.asyncProperty(order, async (sent) => {
        const outcome = await meet(async (server) => {
          const records: Bytes[] = [];
          await server.receiveClientHello();
          records.push(
            record(
              server.message(handshakeType.serverHello, server.serverHello()),
            ),
          );
          server.useHandshakeKeys();
          const seal = (type: number, body: Bytes) =>
            records.push(
              server.seal(contentType.handshake, server.message(type, body)),
            );
          seal(handshakeType.encryptedExtensions, vector(2));
          seal(handshakeType.certificate, server.certificate());
          seal(
            handshakeType.certificateVerify,
            await server.certificateVerify(),
          );
          seal(handshakeType.finished, server.finished());
          server.useApplicationKeys();
          for (const index of sent)
            await server.sendRaw(records[index] ?? noBytes);
        });
        if (sent.join("").startsWith("01234")) assertAccepted(outcome);
        else assertRefused(outcome);
      }),
      {
        ...meetingRuns,
        examples: [[[0, 1, 2, 3, 4]], [[0, 1, 2, 4, 3]], [[0, 1, 2, 3]]],
      },
    );
  },
);

/** The minor version in the header of a plaintext record means nothing (RFC 8446, section 5.1). */
function meansTheSame(changed: Bytes, record: Bytes, index: number): boolean {
  return (
    changed.length === record.length &&
    changed.every(
      (byte, offset) =>
        byte === record[offset] ||
        (index === 0 && offset === MINOR_VERSION_OFFSET),
    )
  );
}

function record(message: Bytes): Bytes {
  return concat(Uint8Array.of(contentType.handshake, 3, 3), vector(2, message));
}

Deno.test(
  "a server without the key gets nothing, whatever it says in its messages",
  async () => {
    const messages = [
      handshakeType.serverHello,
      handshakeType.encryptedExtensions,
      handshakeType.certificate,
      handshakeType.certificateVerify,
      handshakeType.finished,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom(...messages.map(String)),
          fc.array(mutation, { maxLength: 3 }),
        ),
        async (changes) => {
          const outcome = await meet(shakeHands, {
            identity: stolenCertificate,
            alterMessage: (type, body) =>
              (changes[type] ?? []).reduce(mutate, body),
          });
          // A changed certificate is refused by its pin, everything else by the client itself.
          if (outcome.error instanceof Tls13Error) assertRefused(outcome);
          else
            assert.equal(String(outcome.error), "Error: another certificate");
          assert.equal(outcome.received.application.length, 0);
        },
      ),
      meetingRuns,
    );
  },
);

/** What a server can do after ServerHello, each by a letter. */
const steps: Record<string, (server: HostileServer) => Promise<void>> = {
  E: (server) => server.sendEncryptedExtensions(),
  R: (server) => server.sendCertificateRequest(),
  C: (server) => server.sendCertificate(),
  V: (server) => server.sendCertificateVerify(),
  F: (server) => server.sendMessage(handshakeType.finished, server.finished()),
  S: (server) =>
    server.sendPlaintext(contentType.changeCipherSpec, number(1, 1)),
  T: (server) =>
    server.sendRecord(
      contentType.handshake,
      handshakeMessage(handshakeType.newSessionTicket),
    ),
  K: (server) =>
    server.sendRecord(
      contentType.handshake,
      handshakeMessage(handshakeType.keyUpdate, number(1, 0)),
    ),
  A: (server) => server.sendRecord(contentType.applicationData, number(1, 1)),
  0: (server) => server.sendRecord(contentType.handshake, noBytes),
};

const letters = fc.constantFrom(...Object.keys(steps));
const anyOrder = fc.array(letters, { maxLength: 8 });
const almostRight = fc
  .tuple(
    fc.boolean(),
    fc.nat(5),
    fc.nat(1),
    fc.array(letters, { maxLength: 1 }),
  )
  .map(([asks, at, removed, inserted]) => {
    const right = asks ? ["E", "R", "C", "V", "F"] : ["E", "C", "V", "F"];
    right.splice(at, removed, ...inserted);
    return right;
  });

Deno.test(
  "of all orders of messages only the right one gets the token, even from the owner of the key",
  async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyOrder, almostRight), async (order) => {
        // What comes after Finished is no part of the handshake.
        const end = order.indexOf("F");
        const sent = end < 0 ? order : order.slice(0, end + 1);
        const outcome = await meet(async (server) => {
          await server.receiveClientHello();
          await server.sendServerHello();
          for (const letter of sent) await steps[letter]?.(server);
          server.useApplicationKeys();
        });
        const spoken = sent.filter((letter) => letter !== "S");
        const isRight =
          /^ER?CVF$/.test(spoken.join("")) && sent.length - spoken.length <= 4;
        if (!isRight) {
          assertRefused(outcome);
          return;
        }
        accepted++;
        assertAccepted(outcome);
      }),
      meetingRuns,
    );
    assert.ok(accepted > 0, "no order was right");
  },
);

Deno.test(
  "whatever bytes come instead of a handshake, the client gives up by itself",
  async () => {
    const header = fc
      .tuple(
        fc.constantFrom(20, 21, 22, 23, 24, 72),
        fc.constantFrom(0, 1, 3),
        fc.nat(4),
        someBytes(200),
      )
      .map(([type, major, minor, body]) =>
        concat(Uint8Array.of(type, major, minor), vector(2, body)),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(header, someBytes(50)), { maxLength: 8 }),
        fc.boolean(),
        async (chunks, saysHello) => {
          const outcome = await meet(async (server) => {
            await server.receiveClientHello();
            if (saysHello) await server.sendServerHello();
            for (const chunk of chunks) await server.sendRaw(chunk);
          });
          assertRefused(outcome);
        },
      ),
      meetingRuns,
    );
  },
);

/** The client reads to its end, whatever that is. */
async function readToEnd(stream: { read(): Promise<Uint8Array | null> }) {
  let data: Bytes = noBytes;
  try {
    for (;;) {
      const part = await stream.read();
      if (part === null) return { data, error: undefined };
      data = concat(data, part);
    }
  } catch (error) {
    return { data, error };
  }
}

Deno.test(
  "whoever changes application data gets no changed byte through, and no early end",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someBytes(100, 1), { minLength: 1, maxLength: 5 }),
        fraction,
        mutation,
        async (parts, target, change) => {
          const [clientEnd, serverEnd] = memoryPipe();
          const targetRecord =
            RECORDS_OF_A_HANDSHAKE + Math.floor(target * (parts.length + 1));
          const changedRecords: Bytes[] = [];
          const server = new HostileServer(serverEnd, {
            identity: identities.p256,
            alterRecord: (record, index) => {
              if (index !== targetRecord) return record;
              const changed = mutate(record, change);
              if (!equal(changed, record)) changedRecords.push(changed);
              return changed;
            },
          });
          const [stream] = await Promise.all([
            connectTls13(clientEnd, { acceptPeer: () => undefined }),
            shakeHands(server),
          ]);
          for (const part of parts)
            await server.sendRecord(contentType.applicationData, part);
          await server.sendRecord(
            contentType.alert,
            Uint8Array.of(1, alert.closeNotify),
          );
          server.end();

          const { data, error } = await readToEnd(stream);
          stream.close();
          const sent = concat(...parts);
          assert.ok(equal(data, sent.subarray(0, data.length)));
          if (changedRecords.length > 0) {
            assert.ok(error instanceof Tls13Error, String(error));
          } else {
            assert.equal(error, undefined);
            assert.equal(data.length, sent.length);
          }
        },
      ),
      meetingRuns,
    );
  },
);

/** A parser gives its result or a Tls13Error: anything else would be a length that nobody checked. */
async function assertParses(parse: () => unknown): Promise<void> {
  try {
    await parse();
  } catch (error) {
    if (!(error instanceof Tls13Error)) throw error;
  }
}

const body = (message: Bytes) => message.subarray(4);
const leaf = publicKeyOf(identities.p256.chain[0] ?? noBytes);
const rsaLeaf = publicKeyOf(identities.rsa2048.chain[0] ?? noBytes);
const ecdsaProof = concat(
  number(2, 0x0403),
  vector(2, Uint8Array.of(0x30, 8, 2, 2, 1, 1, 2, 2, 1, 1)),
);
const hello: ClientHello = await createClientHello("pve1.example.test");

const parsers: [string, readonly Bytes[], (bytes: Bytes) => unknown][] = [
  [
    "ServerHello",
    [body(trace.serverHello)],
    (bytes) => parseServerHello(bytes, { ...hello, sessionId: noBytes }),
  ],
  [
    "EncryptedExtensions",
    [body(trace.encryptedExtensions)],
    (bytes) => checkEncryptedExtensions(bytes, hello),
  ],
  [
    "CertificateRequest",
    [
      concat(
        vector(1),
        vector(2, number(2, 13), vector(2, vector(2, number(2, 0x0403)))),
      ),
    ],
    checkCertificateRequest,
  ],
  ["Certificate", [body(trace.certificate)], parseCertificate],
  [
    "a certificate",
    [
      ...identities.chain.chain,
      ...Object.values(unsupportedCertificates),
      ...identities.ed25519.chain,
    ],
    publicKeyOf,
  ],
  [
    "CertificateVerify by ECDSA",
    [ecdsaProof],
    (bytes) => checkCertificateVerify(bytes, leaf, trace.helloHash),
  ],
  [
    "CertificateVerify by RSA",
    [body(trace.certificateVerify)],
    (bytes) => checkCertificateVerify(bytes, rsaLeaf, trace.helloHash),
  ],
  ["an alert", [Uint8Array.of(1, 0)], parseAlert],
];

for (const [name, examples, parse] of parsers) {
  Deno.test(
    `${name} of any bytes is read or refused, never half read`,
    async () => {
      const almostRight = fc
        .tuple(
          fc.constantFrom(...examples),
          fc.array(mutation, { minLength: 1, maxLength: 3 }),
        )
        .map(([example, changes]) => changes.reduce(mutate, example));
      await fc.assert(
        fc.asyncProperty(fc.oneof(almostRight, someBytes(200)), (bytes) =>
          assertParses(() => parse(bytes)),
        ),
        parserRuns,
      );
    },
  );
}
