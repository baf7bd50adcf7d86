import assert from "node:assert/strict";
import { connectTls13 } from "./client.ts";
import { ApplicationStream } from "./applicationStream.ts";
import { type Bytes, concat, equal, noBytes } from "./bytes.ts";
import { Tls13Error } from "./error.ts";
import { handshakeMessage, number, vector } from "./messages.ts";
import { alert, contentType, handshakeType } from "./protocol.ts";
import { RecordLayer } from "./records.ts";
import { identities } from "./testing/certificates.ts";
import { HostileServer, shakeHands } from "./testing/hostileServer.ts";
import { memoryPipe, type PipeEnd } from "./testing/memoryPipe.ts";
import { performHandshake } from "./handshake.ts";

type Stream = Awaited<ReturnType<typeof connectTls13>>;

interface Pair {
  stream: Stream;
  server: HostileServer;
}

function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Client and server after an honest handshake. */
async function connected(): Promise<Pair> {
  const [clientEnd, serverEnd] = memoryPipe();
  const server = new HostileServer(serverEnd, { identity: identities.p256 });
  const [stream] = await Promise.all([
    connectTls13(clientEnd, { acceptPeer: () => undefined }),
    shakeHands(server),
  ]);
  return { stream, server };
}

const hello = new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n");
const keyUpdate = (request: number) =>
  handshakeMessage(handshakeType.keyUpdate, number(1, request));
const ticket = handshakeMessage(
  handshakeType.newSessionTicket,
  new Uint8Array(200),
);

async function closeNotify(server: HostileServer): Promise<void> {
  await server.sendRecord(
    contentType.alert,
    Uint8Array.of(1, alert.closeNotify),
  );
}

Deno.test("data goes both ways, and close_notify ends it", async () => {
  const { stream, server } = await connected();
  await stream.write(hello);
  await server.sendRecord(contentType.applicationData, hello);
  await closeNotify(server);
  assert.deepEqual(await stream.read(), hello);
  assert.equal(await stream.read(), null);
  assert.equal(await stream.read(), null);
  stream.close();

  const received = await server.receiveAll();
  assert.deepEqual(received.application, hello);
  assert.deepEqual(received.alerts, [alert.closeNotify]);
  assert.deepEqual(received.unreadable, []);
});

Deno.test("after the server's close_notify we may still write", async () => {
  const { stream, server } = await connected();
  await closeNotify(server);
  assert.equal(await stream.read(), null);
  await stream.write(hello);
  stream.close();
  assert.deepEqual((await server.receiveAll()).application, hello);
});

Deno.test(
  "an end without close_notify is an error, whatever came before",
  async () => {
    const { stream, server } = await connected();
    await server.sendRecord(contentType.applicationData, hello);
    server.end();
    assert.deepEqual(await stream.read(), hello);
    await assert.rejects(stream.read(), { name: "Tls13Error", kind: "closed" });
  },
);

Deno.test("a record cut short is an error", async () => {
  const { stream, server } = await connected();
  await server.sendRaw(
    server.seal(contentType.applicationData, hello).subarray(0, 20),
  );
  server.end();
  await assert.rejects(stream.read(), { name: "Tls13Error", kind: "closed" });
});

Deno.test(
  "a large write leaves in records of 2^14 bytes and arrives whole",
  async () => {
    const { stream, server } = await connected();
    const data = crypto.getRandomValues(new Uint8Array(60_000));
    const large = concat(...Array.from({ length: 12 }, () => data));
    await stream.write(large);
    await stream.write(noBytes);
    stream.close();
    const { application, unreadable } = await server.receiveAll();
    assert.ok(equal(application, large));
    assert.deepEqual(unreadable, []);
  },
);

Deno.test(
  "writes that do not wait for each other arrive in their order",
  async () => {
    const { stream, server } = await connected();
    const parts = Array.from({ length: 50 }, (_, index) =>
      new Uint8Array(index * 700).fill(index),
    );
    await Promise.all(parts.map((part) => stream.write(part)));
    stream.close();
    const { application } = await server.receiveAll();
    assert.ok(equal(application, concat(...parts)));
  },
);

Deno.test(
  "tickets are ignored, also several in a record and one in several",
  async () => {
    const { stream, server } = await connected();
    await server.sendRecord(contentType.handshake, concat(ticket, ticket));
    await server.sendRecord(contentType.handshake, ticket.subarray(0, 3));
    await server.sendRecord(contentType.handshake, ticket.subarray(3));
    await server.sendRecord(contentType.applicationData, hello);
    assert.deepEqual(await stream.read(), hello);
    stream.close();
    assert.deepEqual((await server.receiveAll()).alerts, [alert.closeNotify]);
  },
);

Deno.test(
  "a KeyUpdate changes the server's keys, and ours too if it asks for it",
  async () => {
    const { stream, server } = await connected();
    for (const request of [0, 1, 0, 1]) {
      await server.sendRecord(contentType.handshake, keyUpdate(request));
      server.advanceKeys();
      await server.sendRecord(contentType.applicationData, hello);
      assert.deepEqual(await stream.read(), hello);
      await stream.write(hello);
    }
    stream.close();
    const received = await server.receiveAll();
    assert.deepEqual(received.application, concat(hello, hello, hello, hello));
    assert.deepEqual(received.handshakeTypes, [
      handshakeType.finished,
      handshakeType.keyUpdate,
      handshakeType.keyUpdate,
    ]);
    assert.deepEqual(received.unreadable, []);
  },
);

Deno.test("data under the old keys after a KeyUpdate is refused", async () => {
  const { stream, server } = await connected();
  await server.sendRecord(contentType.handshake, keyUpdate(0));
  await server.sendRecord(contentType.applicationData, hello);
  await assert.rejects(stream.read(), {
    kind: "protocol",
    alertToSend: alert.badRecordMac,
  });
});

/** Client and server after an honest handshake, and a kernel that takes nothing until it is told to. */
async function connectedWithBlockedWrites(): Promise<
  Pair & { unblock: () => void }
> {
  let isBlocked = false;
  const { promise: released, resolve: release } = signal();
  const [clientEnd, serverEnd] = memoryPipe();
  const server = new HostileServer(serverEnd, { identity: identities.p256 });
  const blockedEnd: PipeEnd = {
    ...clientEnd,
    write: (bytes) =>
      isBlocked
        ? released.then(() => clientEnd.write(bytes))
        : clientEnd.write(bytes),
  };
  const [stream] = await Promise.all([
    connectTls13(blockedEnd, { acceptPeer: () => undefined }),
    shakeHands(server),
  ]);
  isBlocked = true;
  const unblock = () => {
    isBlocked = false;
    release();
  };
  return { stream, server, unblock };
}

Deno.test(
  "many requests for new keys get one answer while we cannot write",
  async () => {
    const { stream, server, unblock } = await connectedWithBlockedWrites();
    const writing = stream.write(hello);
    for (let count = 0; count < 20; count++) {
      await server.sendRecord(contentType.handshake, keyUpdate(1));
      server.advanceKeys();
    }
    await server.sendRecord(contentType.applicationData, hello);
    assert.deepEqual(await stream.read(), hello);
    unblock();
    await writing;
    await stream.write(hello);
    stream.close();

    const received = await server.receiveAll();
    assert.deepEqual(received.handshakeTypes, [
      handshakeType.finished,
      handshakeType.keyUpdate,
    ]);
    assert.deepEqual(received.application, concat(hello, hello));
  },
);

Deno.test(
  "a request for new keys is answered before the data that waits",
  async () => {
    const { stream, server, unblock } = await connectedWithBlockedWrites();
    const writing = [
      stream.write(hello),
      stream.write(hello),
      stream.write(hello),
    ];
    await server.sendRecord(contentType.handshake, keyUpdate(1));
    server.advanceKeys();
    await server.sendRecord(contentType.applicationData, hello);
    assert.deepEqual(await stream.read(), hello);
    unblock();
    await Promise.all(writing);
    stream.close();

    const { contentTypes, unreadable } = await server.receiveAll();
    assert.deepEqual(unreadable, []);
    assert.deepEqual(contentTypes, [
      contentType.handshake,
      contentType.applicationData,
      contentType.handshake,
      contentType.applicationData,
      contentType.applicationData,
      contentType.alert,
    ]);
  },
);

Deno.test(
  "a key that has protected enough records is changed by us",
  async () => {
    const [clientEnd, serverEnd] = memoryPipe();
    const server = new HostileServer(serverEnd, { identity: identities.p256 });
    const records = new RecordLayer(clientEnd);
    const [peer] = await Promise.all([
      performHandshake(records, { acceptPeer: () => undefined }),
      shakeHands(server),
    ]);
    const stream = new ApplicationStream(records, peer, 3);
    for (let count = 0; count < 10; count++) await stream.write(hello);
    stream.close();

    const received = await server.receiveAll();
    assert.deepEqual(
      received.application,
      concat(...Array.from({ length: 10 }, () => hello)),
    );
    assert.deepEqual(received.handshakeTypes, [
      handshakeType.finished,
      handshakeType.keyUpdate,
      handshakeType.keyUpdate,
      handshakeType.keyUpdate,
    ]);
  },
);

interface Refusal {
  name: string;
  alert: number;
  script: (server: HostileServer) => Promise<void>;
}

const handshakeRecord = (
  name: string,
  alertNumber: number,
  content: Bytes,
): Refusal => ({
  name,
  alert: alertNumber,
  script: (server) => server.sendRecord(contentType.handshake, content),
});

const refusals: Refusal[] = [
  handshakeRecord(
    "a renegotiation",
    alert.unexpectedMessage,
    handshakeMessage(0),
  ),
  handshakeRecord(
    "a ClientHello",
    alert.unexpectedMessage,
    handshakeMessage(handshakeType.clientHello, new Uint8Array(40)),
  ),
  handshakeRecord(
    "a second ServerHello",
    alert.unexpectedMessage,
    handshakeMessage(handshakeType.serverHello, new Uint8Array(40)),
  ),
  handshakeRecord(
    "a CertificateRequest",
    alert.unexpectedMessage,
    handshakeMessage(
      handshakeType.certificateRequest,
      vector(1, number(1, 1)),
      vector(2),
    ),
  ),
  handshakeRecord(
    "a second Finished",
    alert.unexpectedMessage,
    handshakeMessage(handshakeType.finished, new Uint8Array(32)),
  ),
  handshakeRecord(
    "an unknown message",
    alert.unexpectedMessage,
    handshakeMessage(99),
  ),
  handshakeRecord(
    "a KeyUpdate that asks for something else",
    alert.illegalParameter,
    keyUpdate(2),
  ),
  handshakeRecord(
    "an empty KeyUpdate",
    alert.decodeError,
    handshakeMessage(handshakeType.keyUpdate),
  ),
  handshakeRecord(
    "a long KeyUpdate",
    alert.decodeError,
    handshakeMessage(handshakeType.keyUpdate, number(2, 0)),
  ),
  handshakeRecord(
    "a KeyUpdate with something behind it in its record",
    alert.unexpectedMessage,
    concat(keyUpdate(0), ticket),
  ),
  handshakeRecord(
    "a ticket of a megabyte",
    alert.decodeError,
    Uint8Array.of(handshakeType.newSessionTicket, 0x10, 0, 0),
  ),
  handshakeRecord(
    "an empty handshake record",
    alert.unexpectedMessage,
    noBytes,
  ),
  {
    name: "data in the middle of a ticket",
    alert: alert.unexpectedMessage,
    script: async (server) => {
      await server.sendRecord(contentType.handshake, ticket.subarray(0, 10));
      await server.sendRecord(contentType.applicationData, hello);
    },
  },
  {
    name: "an alert in the middle of a ticket",
    alert: alert.unexpectedMessage,
    script: async (server) => {
      await server.sendRecord(contentType.handshake, ticket.subarray(0, 10));
      await closeNotify(server);
    },
  },
  {
    name: "a ChangeCipherSpec",
    alert: alert.unexpectedMessage,
    script: (server) =>
      server.sendPlaintext(contentType.changeCipherSpec, number(1, 1)),
  },
  {
    name: "plaintext data",
    alert: alert.badRecordMac,
    script: (server) =>
      server.sendPlaintext(contentType.applicationData, hello),
  },
  {
    name: "a plaintext alert",
    alert: alert.unexpectedMessage,
    script: (server) =>
      server.sendPlaintext(contentType.alert, Uint8Array.of(1, 0)),
  },
  {
    name: "a plaintext handshake record",
    alert: alert.unexpectedMessage,
    script: (server) =>
      server.sendPlaintext(contentType.handshake, keyUpdate(0)),
  },
  {
    name: "data with one bit changed",
    alert: alert.badRecordMac,
    script: (server) => {
      const record = server.seal(contentType.applicationData, hello);
      return server.sendRaw(record.with(5, (record[5] ?? 0) ^ 1));
    },
  },
  {
    name: "a record twice",
    alert: alert.badRecordMac,
    script: async (server) => {
      const record = server.seal(contentType.handshake, ticket);
      await server.sendRaw(record);
      await server.sendRaw(record);
    },
  },
  {
    name: "a malformed alert",
    alert: alert.decodeError,
    script: (server) => server.sendRecord(contentType.alert, number(1, 1)),
  },
  {
    name: "a record of an unknown type",
    alert: alert.unexpectedMessage,
    script: (server) => server.sendRecord(24, hello),
  },
  {
    name: "a record that is too long",
    alert: alert.recordOverflow,
    script: (server) => server.sendRaw(Uint8Array.of(23, 3, 3, 0xff, 0xff)),
  },
  {
    name: "a flood of empty records",
    alert: alert.unexpectedMessage,
    script: async (server) => {
      for (let count = 0; count < 1000; count++) {
        await server.sendRecord(contentType.applicationData, noBytes);
      }
    },
  },
  {
    name: "a flood of tickets",
    alert: alert.unexpectedMessage,
    script: async (server) => {
      for (let count = 0; count < 100; count++)
        await server.sendRecord(contentType.handshake, ticket);
    },
  },
  {
    name: "a flood of key updates",
    alert: alert.unexpectedMessage,
    script: async (server) => {
      for (let count = 0; count < 100; count++) {
        await server.sendRecord(contentType.handshake, keyUpdate(0));
        server.advanceKeys();
      }
    },
  },
];

for (const { name, alert: number, script } of refusals) {
  Deno.test(
    `after the handshake ${name} is refused, and the connection closed`,
    async () => {
      const { stream, server } = await connected();
      await script(server);
      await assert.rejects(stream.read(), {
        name: "Tls13Error",
        kind: "protocol",
        alertToSend: number,
      });
      await assert.rejects(stream.read(), {
        name: "Tls13Error",
        kind: "closed",
      });
      await assert.rejects(stream.write(hello), {
        name: "Tls13Error",
        kind: "closed",
      });
      const { alerts, application } = await server.receiveAll();
      assert.deepEqual(alerts, [number]);
      assert.deepEqual(application, noBytes);
    },
  );
}

Deno.test(
  "tickets and empty records among data are no flood, however many come",
  async () => {
    const { stream, server } = await connected();
    for (let count = 0; count < 40; count++) {
      await server.sendRecord(contentType.handshake, ticket);
      await server.sendRecord(contentType.applicationData, noBytes);
      await server.sendRecord(contentType.applicationData, hello);
      assert.deepEqual(await stream.read(), hello);
    }
    stream.close();
    assert.deepEqual((await server.receiveAll()).alerts, [alert.closeNotify]);
  },
);

Deno.test(
  "after close nothing is read, not even what is here already",
  async () => {
    const { stream, server } = await connected();
    const record = () => server.seal(contentType.applicationData, hello);
    await server.sendRaw(concat(record(), record()));
    assert.deepEqual(await stream.read(), hello);
    stream.close();
    await assert.rejects(stream.read(), { name: "Tls13Error", kind: "closed" });
  },
);

Deno.test(
  "an alert is passed on with its number and not answered",
  async () => {
    const { stream, server } = await connected();
    await server.sendRecord(
      contentType.alert,
      Uint8Array.of(2, alert.internalError),
    );
    await assert.rejects(stream.read(), {
      name: "Tls13Error",
      kind: "alert",
      receivedAlert: alert.internalError,
    });
    assert.deepEqual((await server.receiveAll()).alerts, []);
  },
);

Deno.test(
  "close ends a pending read, may be called twice, and says close_notify once",
  async () => {
    const { stream, server } = await connected();
    const reading = assert.rejects(stream.read(), {
      name: "Tls13Error",
      kind: "closed",
    });
    stream.close();
    stream.close();
    await reading;
    await assert.rejects(stream.write(hello), Tls13Error);
    assert.deepEqual((await server.receiveAll()).alerts, [alert.closeNotify]);
  },
);

Deno.test("a close right after a write still says close_notify", async () => {
  const { stream, server } = await connected();
  await stream.write(hello);
  stream.close();
  const { application, alerts } = await server.receiveAll();
  assert.deepEqual(application, hello);
  assert.deepEqual(alerts, [alert.closeNotify]);
});

Deno.test(
  "close during a write cuts it off, and puts no alert into its middle",
  async () => {
    const [clientEnd, serverEnd] = memoryPipe();
    const server = new HostileServer(serverEnd, { identity: identities.p256 });
    let isSlow = false;
    const { promise: started, resolve: start } = signal();
    const slowEnd: PipeEnd = {
      ...clientEnd,
      // A kernel that takes ten bytes at a time.
      write: async (bytes) => {
        if (!isSlow) return clientEnd.write(bytes);
        const count = await clientEnd.write(bytes.subarray(0, 10));
        await new Promise((resolve) => setTimeout(resolve, 0));
        start();
        return count;
      },
    };
    const [stream] = await Promise.all([
      connectTls13(slowEnd, { acceptPeer: () => undefined }),
      shakeHands(server),
    ]);
    isSlow = true;
    const closed = { name: "Tls13Error", kind: "closed" };
    const refused = [
      assert.rejects(stream.write(new Uint8Array(100_000)), closed),
      assert.rejects(stream.write(hello), closed),
    ];
    await started;
    stream.close();
    await Promise.all(refused);

    const { alerts, unreadable, application } = await server.receiveAll();
    assert.deepEqual(alerts, []);
    assert.deepEqual(unreadable, []);
    assert.deepEqual(application, noBytes);
  },
);

Deno.test(
  "a kernel that takes few bytes at a time still gets every one",
  async () => {
    const [clientEnd, serverEnd] = memoryPipe();
    const server = new HostileServer(serverEnd, { identity: identities.p256 });
    const slowEnd: PipeEnd = {
      ...clientEnd,
      write: (bytes) => clientEnd.write(bytes.subarray(0, 100)),
    };
    const [stream] = await Promise.all([
      connectTls13(slowEnd, { acceptPeer: () => undefined }),
      shakeHands(server),
    ]);
    const data = crypto.getRandomValues(new Uint8Array(40_000));
    await stream.write(data);
    stream.close();
    assert.deepEqual((await server.receiveAll()).application, data);
  },
);
