import assert from "node:assert/strict";
import { concat } from "./bytes.ts";
import { checkFinished, createFinished } from "./finished.ts";
import {
  deriveApplicationSecrets,
  deriveHandshakeSecrets,
  deriveTrafficKey,
  nextTrafficSecret,
} from "./keySchedule.ts";
import { type CipherSuite, cipherSuites, contentType } from "./protocol.ts";
import { trace } from "./testing/rfc8448.ts";
import { TrafficKeys } from "./trafficKeys.ts";
import { Transcript } from "./transcript.ts";

const suite = suiteOf(0x1301);

function suiteOf(number: number): CipherSuite {
  const found = cipherSuites.get(number);
  assert.ok(found);
  return found;
}

function transcriptOf(...messages: Parameters<Transcript["add"]>[0][]) {
  const transcript = new Transcript(suite);
  for (const message of messages) transcript.add(message);
  return transcript.digest();
}

const toServerFinished = [
  trace.clientHello,
  trace.serverHello,
  trace.encryptedExtensions,
  trace.certificate,
  trace.certificateVerify,
];

Deno.test("the transcript's hash is that of RFC 8448", () => {
  assert.deepEqual(
    transcriptOf(trace.clientHello, trace.serverHello),
    trace.helloHash,
  );
  assert.deepEqual(
    transcriptOf(...toServerFinished, trace.serverFinished),
    trace.serverFinishedHash,
  );
});

Deno.test("a transcript goes on after its hash was taken", () => {
  const transcript = new Transcript(suite);
  transcript.add(trace.clientHello);
  transcript.digest();
  transcript.add(trace.serverHello);
  assert.deepEqual(transcript.digest(), trace.helloHash);
});

Deno.test(
  "the secrets of handshake and application are those of RFC 8448",
  () => {
    assert.deepEqual(
      deriveHandshakeSecrets(suite, trace.sharedSecret, trace.helloHash),
      {
        client: trace.clientHandshake,
        server: trace.serverHandshake,
        master: trace.master,
      },
    );
    assert.deepEqual(
      deriveApplicationSecrets(suite, trace.master, trace.serverFinishedHash),
      { client: trace.clientApplication, server: trace.serverApplication },
    );
  },
);

Deno.test("keys and initialisation vectors are those of RFC 8448", () => {
  assert.deepEqual(deriveTrafficKey(suite, trace.serverHandshake), {
    key: trace.serverHandshakeKey,
    iv: trace.serverHandshakeIv,
  });
  assert.deepEqual(deriveTrafficKey(suite, trace.clientHandshake), {
    key: trace.clientHandshakeKey,
    iv: trace.clientHandshakeIv,
  });
});

Deno.test(
  "the server's Finished of RFC 8448 is accepted, and not with one bit changed",
  () => {
    const hash = transcriptOf(...toServerFinished);
    const body = trace.serverFinished.slice(4);
    checkFinished(body, suite, trace.serverHandshake, hash);
    for (let index = 0; index < body.length; index++) {
      const changed = body.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.throws(
        () => checkFinished(changed, suite, trace.serverHandshake, hash),
        { kind: "protocol" },
      );
    }
    for (const length of [0, 31]) {
      assert.throws(
        () =>
          checkFinished(
            body.subarray(0, length),
            suite,
            trace.serverHandshake,
            hash,
          ),
        { kind: "protocol" },
      );
    }
  },
);

Deno.test("our Finished is the client's of RFC 8448", () => {
  assert.deepEqual(
    createFinished(suite, trace.clientHandshake, trace.serverFinishedHash),
    trace.clientFinished,
  );
});

Deno.test(
  "the server's encrypted record of RFC 8448 opens, and sealing gives the same record",
  () => {
    const messages = concat(
      trace.encryptedExtensions,
      trace.certificate,
      trace.certificateVerify,
      trace.serverFinished,
    );
    const header = trace.serverRecord.subarray(0, 5);
    const body = trace.serverRecord.subarray(5);
    assert.deepEqual(
      new TrafficKeys(suite, trace.serverHandshake).open(header, body),
      { type: contentType.handshake, content: messages },
    );
    assert.deepEqual(
      new TrafficKeys(suite, trace.serverHandshake).seal(
        contentType.handshake,
        messages,
      ),
      trace.serverRecord,
    );
  },
);

Deno.test(
  "every key update gives another secret, in the length of the hash",
  () => {
    for (const number of cipherSuites.keys()) {
      const suite = suiteOf(number);
      const first = new Uint8Array(suite.hashBytes).fill(7);
      const second = nextTrafficSecret(suite, first);
      const third = nextTrafficSecret(suite, second);
      assert.equal(second.length, suite.hashBytes);
      assert.notDeepEqual(second, first);
      assert.notDeepEqual(third, second);
    }
  },
);
