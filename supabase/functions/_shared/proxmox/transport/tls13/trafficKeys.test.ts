import assert from "node:assert/strict";
import { type Bytes, concat } from "./bytes.ts";
import { alert, cipherSuites, contentType } from "./protocol.ts";
import { MAX_PLAINTEXT_BYTES, TrafficKeys } from "./trafficKeys.ts";

const suites = [...cipherSuites.values()];

function keysOf(suite: (typeof suites)[number]): TrafficKeys {
  return new TrafficKeys(suite, new Uint8Array(suite.hashBytes).fill(1));
}

function open(keys: TrafficKeys, record: Bytes) {
  return keys.open(record.subarray(0, 5), record.subarray(5));
}

Deno.test("what one side seals the other opens, record after record", () => {
  for (const suite of suites) {
    const sender = keysOf(suite);
    const receiver = keysOf(suite);
    for (const length of [0, 1, 15, 16, 17, 1000, MAX_PLAINTEXT_BYTES]) {
      const content = crypto.getRandomValues(new Uint8Array(length));
      const record = sender.seal(contentType.applicationData, content);
      assert.deepEqual(open(receiver, record), {
        type: contentType.applicationData,
        content,
      });
    }
    assert.equal(sender.records, 7);
  }
});

// Deno before 2.1.7 does not check the tag of AES-GCM in node:crypto (CVE-2025-24015): this is the test that would have shown it.
Deno.test("a record with any bit changed does not open", () => {
  for (const suite of suites) {
    const record = keysOf(suite).seal(
      contentType.applicationData,
      Uint8Array.of(1, 2, 3),
    );
    for (let index = 0; index < record.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = record.slice();
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        assert.throws(() => open(keysOf(suite), changed), {
          name: "Tls13Error",
          kind: "protocol",
          alertToSend: alert.badRecordMac,
        });
      }
    }
  }
});

Deno.test(
  "the receiver's CTR keystream gives nothing away: changed ciphertext and a tag of zeros are refused",
  () => {
    for (const suite of suites) {
      const record = keysOf(suite).seal(
        contentType.applicationData,
        new TextEncoder().encode("HTTP/1.1 200 OK"),
      );
      record.fill(0, record.length - 16);
      assert.throws(() => open(keysOf(suite), record), {
        alertToSend: alert.badRecordMac,
      });
    }
  },
);

Deno.test(
  "records open in their order only: no replay, no gap, no other key",
  () => {
    for (const suite of suites) {
      const sender = keysOf(suite);
      const first = sender.seal(contentType.handshake, Uint8Array.of(1));
      const second = sender.seal(contentType.handshake, Uint8Array.of(2));

      const receiver = keysOf(suite);
      open(receiver, first);
      assert.throws(() => open(receiver, first), {
        alertToSend: alert.badRecordMac,
      });
      assert.throws(() => open(keysOf(suite), second), {
        alertToSend: alert.badRecordMac,
      });
      assert.throws(() => open(keysOf(suite).next(), first), {
        alertToSend: alert.badRecordMac,
      });
    }
  },
);

Deno.test("padding is taken off; a record of padding alone has no type", () => {
  for (const suite of suites) {
    const padded = keysOf(suite).seal(
      0,
      concat(
        Uint8Array.of(9, 8, contentType.applicationData),
        new Uint8Array(40),
      ),
    );
    assert.deepEqual(open(keysOf(suite), padded), {
      type: contentType.applicationData,
      content: Uint8Array.of(9, 8),
    });
    const empty = keysOf(suite).seal(0, new Uint8Array(40));
    assert.throws(() => open(keysOf(suite), empty), {
      alertToSend: alert.unexpectedMessage,
    });
  }
});

Deno.test("a record holds at most 2^14 bytes, padding included", () => {
  for (const suite of suites) {
    const long = keysOf(suite).seal(
      contentType.applicationData,
      new Uint8Array(MAX_PLAINTEXT_BYTES + 1),
    );
    assert.throws(() => open(keysOf(suite), long), {
      alertToSend: alert.recordOverflow,
    });
  }
});

Deno.test("a record too short for a type and a tag does not open", () => {
  for (const suite of suites) {
    for (const length of [0, 1, 15, 16]) {
      assert.throws(
        () =>
          keysOf(suite).open(
            Uint8Array.of(23, 3, 3, 0, length),
            new Uint8Array(length),
          ),
        { alertToSend: alert.badRecordMac },
      );
    }
  }
});

Deno.test("the same content never gives the same record", () => {
  for (const suite of suites) {
    const keys = keysOf(suite);
    const records = new Set(
      Array.from({ length: 600 }, () =>
        String(keys.seal(contentType.alert, Uint8Array.of(1, 0))),
      ),
    );
    assert.equal(records.size, 600);
  }
});
