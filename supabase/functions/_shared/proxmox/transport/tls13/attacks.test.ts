import assert from "node:assert/strict";
import { type Bytes, concat, noBytes } from "./bytes.ts";
import { type Tls13ErrorKind } from "./error.ts";
import { extension, handshakeMessage, number, vector } from "./messages.ts";
import {
  alert,
  contentType,
  extensionType,
  handshakeType,
} from "./protocol.ts";
import { identities, stolenCertificate } from "./testing/certificates.ts";
import {
  type HostileServer,
  plaintext,
  shakeHands,
} from "./testing/hostileServer.ts";
import {
  assertAccepted,
  assertRefused,
  meet,
  type MeetingOptions,
  token,
} from "./testing/meeting.ts";
import { trace } from "./testing/rfc8448.ts";

type Script = (server: HostileServer) => Promise<void>;

/** Where an attack begins: everything before it was as it should be. */
async function untilServerHello(server: HostileServer): Promise<void> {
  await server.receiveClientHello();
  await server.sendServerHello();
}

async function untilExtensions(server: HostileServer): Promise<void> {
  await untilServerHello(server);
  await server.sendEncryptedExtensions();
}

async function untilCertificate(server: HostileServer): Promise<void> {
  await untilExtensions(server);
  await server.sendCertificate();
}

async function untilProof(server: HostileServer): Promise<void> {
  await untilCertificate(server);
  await server.sendCertificateVerify();
}

/** Goes on as if nothing had happened: an attack must not be stopped by a later step alone. */
async function proofAndFinished(server: HostileServer): Promise<void> {
  await server.sendCertificateVerify();
  await server.sendFinished();
}

async function afterServerHello(server: HostileServer): Promise<void> {
  await server.sendEncryptedExtensions();
  await server.sendCertificate();
  await proofAndFinished(server);
}

function serverHelloWith(
  change: (
    server: HostileServer,
  ) => Parameters<HostileServer["sendServerHello"]>[0],
): Script {
  return async (server) => {
    await server.receiveClientHello();
    await server.sendServerHello(change(server));
    await afterServerHello(server);
  };
}

function extensionsWith(...extensions: Bytes[]): Script {
  return async (server) => {
    await untilServerHello(server);
    await server.sendEncryptedExtensions(...extensions);
    await server.sendCertificate();
    await proofAndFinished(server);
  };
}

function certificateWith(body: (server: HostileServer) => Bytes): Script {
  return async (server) => {
    await untilExtensions(server);
    await server.sendMessage(handshakeType.certificate, body(server));
    await proofAndFinished(server);
  };
}

function requestWith(body: (server: HostileServer) => Bytes): Script {
  return async (server) => {
    await untilExtensions(server);
    await server.sendMessage(handshakeType.certificateRequest, body(server));
    await server.sendCertificate();
    await proofAndFinished(server);
  };
}

function proofWith(
  options: (
    server: HostileServer,
  ) => Parameters<HostileServer["sendCertificateVerify"]>[0],
): Script {
  return async (server) => {
    await untilCertificate(server);
    await server.sendCertificateVerify(options(server));
    await server.sendFinished();
  };
}

function alpn(...names: string[]): Bytes {
  const text = new TextEncoder();
  return extension(
    extensionType.applicationLayerProtocolNegotiation,
    vector(2, ...names.map((name) => vector(1, text.encode(name)))),
  );
}

function randomEndingWith(end: string): Bytes {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const mark = Uint8Array.from(end, (character) => character.charCodeAt(0));
  random.set(mark, 32 - mark.length);
  return random;
}

const helloRetryRequest = new Uint8Array(
  await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode("HelloRetryRequest"),
  ),
);

interface Attack {
  name: string;
  script: Script;
  kind: Tls13ErrorKind;
  alert?: number | undefined;
  options?: MeetingOptions;
}

function protocolAttack(
  name: string,
  alertNumber: number,
  script: Script,
  options: MeetingOptions = {},
): Attack {
  return { name, script, kind: "protocol", alert: alertNumber, options };
}

function certificateAttack(
  name: string,
  alertNumber: number,
  script: Script,
  options: MeetingOptions = {},
): Attack {
  return { name, script, kind: "certificate", alert: alertNumber, options };
}

const proofAttacks: Attack[] = [
  certificateAttack(
    "the pinned certificate without its key",
    alert.decryptError,
    shakeHands,
    {
      identity: stolenCertificate,
    },
  ),
  protocolAttack(
    "no CertificateVerify",
    alert.unexpectedMessage,
    async (server) => {
      await untilCertificate(server);
      await server.sendFinished();
    },
  ),
  protocolAttack("no Certificate", alert.unexpectedMessage, async (server) => {
    await untilExtensions(server);
    await proofAndFinished(server);
  }),
  protocolAttack(
    "neither Certificate nor CertificateVerify",
    alert.unexpectedMessage,
    async (server) => {
      await untilExtensions(server);
      await server.sendFinished();
    },
  ),
  protocolAttack(
    "CertificateVerify before Certificate",
    alert.unexpectedMessage,
    async (server) => {
      await untilExtensions(server);
      await server.sendCertificateVerify();
      await server.sendCertificate();
      await server.sendFinished();
    },
  ),
  protocolAttack(
    "CertificateVerify after Finished",
    alert.unexpectedMessage,
    async (server) => {
      await untilCertificate(server);
      await server.sendMessage(handshakeType.finished, server.finished());
      await server.sendCertificateVerify();
    },
  ),
  protocolAttack(
    "CertificateVerify twice",
    alert.unexpectedMessage,
    async (server) => {
      await untilProof(server);
      await server.sendCertificateVerify();
      await server.sendFinished();
    },
  ),
  protocolAttack(
    "a second Certificate after the proof of the first",
    alert.unexpectedMessage,
    async (server) => {
      await untilProof(server);
      await server.sendMessage(
        handshakeType.certificate,
        server.certificate(identities.p384.chain),
      );
      await server.sendFinished();
    },
  ),
  certificateAttack(
    "a proof made for another handshake",
    alert.decryptError,
    proofWith((server) => ({
      transcriptHash: server.transcriptHash([
        trace.clientHello,
        trace.serverHello,
      ]),
    })),
  ),
  certificateAttack(
    "a proof over the handshake without its certificate",
    alert.decryptError,
    proofWith((server) => ({
      transcriptHash: server.transcriptHash(server.messages.slice(0, -1)),
    })),
  ),
  certificateAttack(
    "a proof in the words of a client",
    alert.decryptError,
    proofWith(() => ({
      context: "TLS 1.3, client CertificateVerify",
    })),
  ),
  certificateAttack(
    "a signature by RSA PKCS #1 v1.5",
    alert.illegalParameter,
    proofWith(() => ({ scheme: 0x0401 })),
    {
      identity: identities.rsa2048,
    },
  ),
  certificateAttack(
    "a signature scheme that is not the key's",
    alert.illegalParameter,
    proofWith(() => ({ scheme: 0x0804 })),
  ),
  certificateAttack(
    "a signature for another curve than the key's",
    alert.illegalParameter,
    proofWith(() => ({ scheme: 0x0503 })),
  ),
  certificateAttack(
    "a signature scheme that nobody knows",
    alert.illegalParameter,
    proofWith(() => ({ scheme: 0xfefe })),
  ),
  certificateAttack(
    "a signature for another hash than it says",
    alert.decryptError,
    proofWith(() => ({ scheme: 0x0805 })),
    {
      identity: identities.rsa2048,
    },
  ),
  ...[
    identities.p256,
    identities.p384,
    identities.rsa2048,
    identities.ed25519,
  ].flatMap((identity) =>
    [
      {
        what: "one bit changed",
        alter: (signature: Bytes) =>
          signature.with(signature.length - 1, (signature.at(-1) ?? 0) ^ 1),
      },
      {
        what: "a byte too many",
        alter: (signature: Bytes) => concat(signature, number(1, 0)),
      },
      {
        what: "a byte too few",
        alter: (signature: Bytes) => signature.subarray(0, -1),
      },
      { what: "nothing in it", alter: () => noBytes },
      {
        what: "zeros only",
        alter: (signature: Bytes) => new Uint8Array(signature.length),
      },
    ].map(({ what, alter }) =>
      certificateAttack(
        `a signature of ${identity.keyType} with ${what}`,
        alert.decryptError,
        proofWith(() => ({ alterSignature: alter })),
        { identity },
      ),
    ),
  ),
  certificateAttack(
    "an ECDSA signature of r = 0 and s = 0",
    alert.decryptError,
    proofWith(() => ({
      alterSignature: () => Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0),
    })),
  ),
  certificateAttack(
    "an ECDSA signature of negative numbers",
    alert.decryptError,
    proofWith(() => ({
      alterSignature: () => Uint8Array.of(0x30, 6, 2, 1, 0x81, 2, 1, 0x81),
    })),
  ),
  protocolAttack(
    "a CertificateVerify that ends in the middle",
    alert.decodeError,
    async (server) => {
      await untilCertificate(server);
      const body = await server.certificateVerify();
      await server.sendMessage(
        handshakeType.certificateVerify,
        body.subarray(0, -1),
      );
      await server.sendFinished();
    },
  ),
  protocolAttack(
    "a CertificateVerify with something behind it",
    alert.decodeError,
    async (server) => {
      await untilCertificate(server);
      await server.sendMessage(
        handshakeType.certificateVerify,
        concat(await server.certificateVerify(), number(1, 0)),
      );
      await server.sendFinished();
    },
  ),
];

const finishedAttacks: Attack[] = [
  { name: "no Finished", kind: "closed", script: untilProof },
  protocolAttack(
    "a Finished with one bit changed",
    alert.decryptError,
    async (server) => {
      await untilProof(server);
      await server.sendFinished((mac) => mac.with(0, (mac[0] ?? 0) ^ 1));
    },
  ),
  protocolAttack(
    "a Finished that is too short",
    alert.decryptError,
    async (server) => {
      await untilProof(server);
      await server.sendFinished((mac) => mac.subarray(0, -1));
    },
  ),
  protocolAttack(
    "a Finished that is too long",
    alert.decryptError,
    async (server) => {
      await untilProof(server);
      await server.sendFinished((mac) => concat(mac, number(1, 0)));
    },
  ),
  protocolAttack("an empty Finished", alert.decryptError, async (server) => {
    await untilProof(server);
    await server.sendFinished(() => noBytes);
  }),
  protocolAttack(
    "a Finished over the handshake without its proof",
    alert.decryptError,
    async (server) => {
      await untilCertificate(server);
      const early = server.finished();
      await server.sendCertificateVerify();
      await server.sendFinished(() => early);
    },
  ),
  protocolAttack(
    "a message behind Finished in its record",
    alert.unexpectedMessage,
    async (server) => {
      await untilProof(server);
      const finished = server.message(
        handshakeType.finished,
        server.finished(),
      );
      await server.sendRecord(
        contentType.handshake,
        concat(finished, handshakeMessage(handshakeType.newSessionTicket)),
      );
    },
  ),
];

const serverHelloAttacks: Attack[] = [
  protocolAttack(
    "a HelloRetryRequest",
    alert.handshakeFailure,
    serverHelloWith(() => ({ random: helloRetryRequest })),
  ),
  protocolAttack(
    "TLS 1.2 only",
    alert.protocolVersion,
    serverHelloWith(() => ({
      sessionId: noBytes,
      suite: 0xc02f,
      extensions: extension(0xff01, vector(1)),
    })),
  ),
  protocolAttack(
    "TLS 1.0, without extensions",
    alert.protocolVersion,
    serverHelloWith(() => ({
      legacyVersion: 0x0301,
      suite: 0x002f,
      extensions: undefined,
    })),
  ),
  ...["DOWNGRD\x01", "DOWNGRD\x00"].map((mark) =>
    protocolAttack(
      `the mark of a downgrade, ${JSON.stringify(mark)}`,
      alert.protocolVersion,
      serverHelloWith((server) => ({
        random: randomEndingWith(mark),
        extensions: server.keyShareExtension(),
      })),
    ),
  ),
  protocolAttack(
    "supported_versions with TLS 1.2",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(0x0303),
        server.keyShareExtension(),
      ),
    })),
  ),
  protocolAttack(
    "supported_versions with a draft of TLS 1.3",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(0x7f1c),
        server.keyShareExtension(),
      ),
    })),
  ),
  protocolAttack(
    "supported_versions with two versions",
    alert.decodeError,
    serverHelloWith((server) => ({
      extensions: concat(
        extension(
          extensionType.supportedVersions,
          concat(number(2, 0x0304), number(2, 0x0303)),
        ),
        server.keyShareExtension(),
      ),
    })),
  ),
  protocolAttack(
    "another legacy version",
    alert.illegalParameter,
    serverHelloWith(() => ({ legacyVersion: 0x0304 })),
  ),
  protocolAttack(
    "another session id",
    alert.illegalParameter,
    serverHelloWith(() => ({
      sessionId: crypto.getRandomValues(new Uint8Array(32)),
    })),
  ),
  protocolAttack(
    "no session id",
    alert.illegalParameter,
    serverHelloWith(() => ({ sessionId: noBytes })),
  ),
  protocolAttack(
    "a session id that is too long",
    alert.decodeError,
    serverHelloWith(() => ({ sessionId: new Uint8Array(33) })),
  ),
  protocolAttack(
    "ChaCha20-Poly1305, which was not offered",
    alert.illegalParameter,
    serverHelloWith(() => ({ suite: 0x1303 })),
  ),
  protocolAttack(
    "a cipher suite of TLS 1.2",
    alert.illegalParameter,
    serverHelloWith(() => ({ suite: 0xc02f })),
  ),
  protocolAttack(
    "compression",
    alert.illegalParameter,
    serverHelloWith(() => ({ compression: 1 })),
  ),
  protocolAttack(
    "no key share",
    alert.missingExtension,
    serverHelloWith((server) => ({
      extensions: server.supportedVersions(),
    })),
  ),
  protocolAttack(
    "a key share of a group that was not offered",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(0x0018, new Uint8Array(97).fill(4)),
      ),
    })),
  ),
  protocolAttack(
    "a key share of X25519 of zeros",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(0x001d, new Uint8Array(32)),
      ),
    })),
  ),
  protocolAttack(
    "a key share of X25519 of small order",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(0x001d, new Uint8Array(32).with(0, 1)),
      ),
    })),
  ),
  protocolAttack(
    "a key share of X25519 that is too short",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(0x001d, server.keyShare.subarray(1)),
      ),
    })),
  ),
  protocolAttack(
    "a point that is not on P-256",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(
          0x0017,
          server.keyShare.with(64, (server.keyShare[64] ?? 0) ^ 1),
        ),
      ),
    })),
    { group: 0x0017 },
  ),
  protocolAttack(
    "a compressed point of P-256",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(
          0x0017,
          server.keyShare.subarray(0, 33).with(0, 2),
        ),
      ),
    })),
    { group: 0x0017 },
  ),
  protocolAttack(
    "the point at infinity of P-256",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(0x0017, number(1, 0)),
      ),
    })),
    { group: 0x0017 },
  ),
  protocolAttack(
    "an empty key share",
    alert.decodeError,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(0x001d, noBytes),
      ),
    })),
  ),
  protocolAttack(
    "an extension that nobody asked for",
    alert.unsupportedExtension,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(),
        extension(0xfefe),
      ),
    })),
  ),
  protocolAttack(
    "ALPN in the ServerHello",
    alert.unsupportedExtension,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(),
        alpn("http/1.1"),
      ),
    })),
  ),
  protocolAttack(
    "a pre-shared key",
    alert.unsupportedExtension,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(),
        extension(41, number(2, 0)),
      ),
    })),
  ),
  protocolAttack(
    "an extension twice",
    alert.illegalParameter,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(),
        server.supportedVersions(),
      ),
    })),
  ),
  protocolAttack(
    "something behind the extensions of ServerHello",
    alert.decodeError,
    async (server) => {
      await server.receiveClientHello();
      await server.sendMessage(
        handshakeType.serverHello,
        concat(server.serverHello(), number(1, 0)),
      );
      server.useHandshakeKeys();
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a message behind ServerHello in its record",
    alert.unexpectedMessage,
    async (server) => {
      await server.receiveClientHello();
      const hello = server.message(
        handshakeType.serverHello,
        server.serverHello(),
      );
      const extensions = server.message(
        handshakeType.encryptedExtensions,
        vector(2),
      );
      await server.sendPlaintext(
        contentType.handshake,
        concat(hello, extensions),
      );
      server.useHandshakeKeys();
      await server.sendCertificate();
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "ServerHello twice",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      await server.sendMessage(handshakeType.serverHello, server.serverHello());
    },
  ),
  protocolAttack(
    "another message than ServerHello",
    alert.unexpectedMessage,
    async (server) => {
      await server.receiveClientHello();
      await server.sendEncryptedExtensions();
    },
  ),
  protocolAttack(
    "a ServerHello that is too long",
    alert.decodeError,
    serverHelloWith((server) => ({
      extensions: concat(
        server.supportedVersions(),
        server.keyShareExtension(),
        extension(0xfefe, new Uint8Array(2000)),
      ),
    })),
  ),
];

const extensionAttacks: Attack[] = [
  protocolAttack(
    "an extension that nobody asked for",
    alert.unsupportedExtension,
    extensionsWith(extension(0xfefe)),
  ),
  protocolAttack(
    "early data",
    alert.unsupportedExtension,
    extensionsWith(extension(42)),
  ),
  protocolAttack(
    "a key share in the wrong message",
    alert.unsupportedExtension,
    extensionsWith(extension(extensionType.keyShare)),
  ),
  protocolAttack(
    "a name acknowledged that was not sent",
    alert.unsupportedExtension,
    extensionsWith(extension(extensionType.serverName)),
  ),
  protocolAttack(
    "a name acknowledged with a name",
    alert.decodeError,
    extensionsWith(extension(extensionType.serverName, number(1, 0))),
    {
      serverName: "pve1.example.test",
    },
  ),
  protocolAttack(
    "an extension twice",
    alert.illegalParameter,
    extensionsWith(alpn("http/1.1"), alpn("http/1.1")),
  ),
  protocolAttack(
    "a protocol that was not offered",
    alert.illegalParameter,
    extensionsWith(alpn("h2")),
  ),
  protocolAttack(
    "two protocols",
    alert.decodeError,
    extensionsWith(alpn("http/1.1", "h2")),
  ),
  protocolAttack("no protocol", alert.decodeError, extensionsWith(alpn())),
  protocolAttack(
    "a protocol without a name",
    alert.decodeError,
    extensionsWith(alpn("")),
  ),
  protocolAttack(
    "half a group",
    alert.decodeError,
    extensionsWith(
      extension(extensionType.supportedGroups, vector(2, new Uint8Array(3))),
    ),
  ),
  protocolAttack("something behind them", alert.decodeError, async (server) => {
    await untilServerHello(server);
    await server.sendMessage(
      handshakeType.encryptedExtensions,
      concat(vector(2), number(1, 0)),
    );
    await server.sendCertificate();
    await proofAndFinished(server);
  }),
  protocolAttack(
    "an extension longer than the list",
    alert.decodeError,
    extensionsWith(concat(number(2, 16), number(2, 200), number(1, 0))),
  ),
  protocolAttack("none at all", alert.unexpectedMessage, async (server) => {
    await untilServerHello(server);
    await server.sendCertificate();
    await proofAndFinished(server);
  }),
];

const certificateAttacks: Attack[] = [
  certificateAttack(
    "an empty list",
    alert.decodeError,
    certificateWith((server) => server.certificate([])),
  ),
  certificateAttack(
    "more certificates than anybody needs",
    alert.badCertificate,
    certificateWith((server) =>
      server.certificate(
        Array.from({ length: 17 }, () => identities.p256.chain[0] ?? noBytes),
      ),
    ),
  ),
  protocolAttack(
    "an empty certificate",
    alert.decodeError,
    certificateWith((server) => server.certificate([noBytes])),
  ),
  certificateAttack(
    "a certificate with something behind it",
    alert.badCertificate,
    certificateWith((server) =>
      server.certificate(
        identities.p256.chain.map((certificate) =>
          concat(certificate, number(1, 0)),
        ),
      ),
    ),
  ),
  certificateAttack(
    "half a certificate",
    alert.badCertificate,
    certificateWith((server) =>
      server.certificate(
        identities.p256.chain.map((certificate) =>
          certificate.subarray(0, 100),
        ),
      ),
    ),
  ),
  protocolAttack(
    "an extension that nobody asked for",
    alert.unsupportedExtension,
    certificateWith((server) =>
      server.certificate(identities.p256.chain, extension(5)),
    ),
  ),
  protocolAttack(
    "a context",
    alert.decodeError,
    certificateWith((server) =>
      concat(vector(1, number(1, 7)), server.certificate().subarray(1)),
    ),
  ),
  protocolAttack(
    "something behind the list",
    alert.decodeError,
    certificateWith((server) => concat(server.certificate(), number(1, 0))),
  ),
  protocolAttack(
    "a list longer than the message",
    alert.decodeError,
    certificateWith((server) => server.certificate().with(1, 1)),
  ),
  protocolAttack(
    "a certificate longer than the list",
    alert.decodeError,
    certificateWith((server) => server.certificate().with(5, 0xff)),
  ),
  protocolAttack(
    "a message longer than 128 KiB",
    alert.decodeError,
    certificateWith((server) => server.certificate([new Uint8Array(131_073)])),
  ),
  protocolAttack(
    "a request with a context",
    alert.decodeError,
    requestWith((server) =>
      concat(vector(1, number(1, 7)), server.certificateRequest().subarray(1)),
    ),
  ),
  protocolAttack(
    "a request without signature algorithms",
    alert.missingExtension,
    requestWith(() => concat(vector(1), vector(2))),
  ),
  protocolAttack(
    "a request with half a signature algorithm",
    alert.decodeError,
    requestWith(() =>
      concat(
        vector(1),
        vector(
          2,
          extension(
            extensionType.signatureAlgorithms,
            vector(2, new Uint8Array(3)),
          ),
        ),
      ),
    ),
  ),
  protocolAttack(
    "a request with an extension twice",
    alert.illegalParameter,
    requestWith((server) =>
      server.certificateRequest(extension(47), extension(47)),
    ),
  ),
  protocolAttack(
    "a request with something behind it",
    alert.decodeError,
    requestWith((server) => concat(server.certificateRequest(), number(1, 0))),
  ),
  protocolAttack("two requests", alert.unexpectedMessage, async (server) => {
    await untilExtensions(server);
    await server.sendCertificateRequest();
    await server.sendCertificateRequest();
    await server.sendCertificate();
    await proofAndFinished(server);
  }),
  protocolAttack(
    "a request after the certificate",
    alert.unexpectedMessage,
    async (server) => {
      await untilCertificate(server);
      await server.sendCertificateRequest();
      await proofAndFinished(server);
    },
  ),
];

const http = new TextEncoder().encode(
  "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
);
const page = new TextEncoder().encode(
  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
);

const recordAttacks: Attack[] = [
  {
    name: "plain HTTP",
    kind: "not_tls",
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendRaw(http);
    },
  },
  {
    name: "SSH",
    kind: "not_tls",
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendRaw(
        new TextEncoder().encode("SSH-2.0-OpenSSH_9.2p1\r\n"),
      );
    },
  },
  {
    name: "a single byte that is not TLS",
    kind: "not_tls",
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendRaw(Uint8Array.of(0x48));
    },
  },
  {
    name: "a first record of another protocol version",
    kind: "not_tls",
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendRaw(Uint8Array.of(22, 2, 0, 0, 1, 0));
    },
  },
  {
    name: "nothing",
    kind: "closed",
    script: (server) => server.receiveClientHello(),
  },
  {
    name: "the end in the middle of a record",
    kind: "closed",
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendRaw(plaintext(22, server.serverHello()).subarray(0, 20));
    },
  },
  {
    name: "the end in the middle of a message",
    kind: "closed",
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendPlaintext(
        22,
        server
          .message(handshakeType.serverHello, server.serverHello())
          .subarray(0, 20),
      );
    },
  },
  {
    name: "the end after ServerHello",
    kind: "closed",
    script: untilServerHello,
  },
  {
    name: "the end after Certificate",
    kind: "closed",
    script: untilCertificate,
  },
  {
    name: "an alert instead of ServerHello",
    kind: "alert",
    alert: alert.protocolVersion,
    script: async (server) => {
      await server.receiveClientHello();
      await server.sendPlaintext(
        contentType.alert,
        Uint8Array.of(2, alert.protocolVersion),
      );
    },
  },
  {
    name: "an alert after Certificate",
    kind: "alert",
    alert: alert.internalError,
    script: async (server) => {
      await untilCertificate(server);
      await server.sendRecord(
        contentType.alert,
        Uint8Array.of(2, alert.internalError),
      );
      await proofAndFinished(server);
    },
  },
  {
    name: "close_notify during the handshake",
    kind: "closed",
    script: async (server) => {
      await untilCertificate(server);
      await server.sendRecord(contentType.alert, Uint8Array.of(1, 0));
      await proofAndFinished(server);
    },
  },
  protocolAttack(
    "a warning, and then the rest",
    alert.decodeError,
    async (server) => {
      await untilCertificate(server);
      await server.sendRecord(contentType.alert, Uint8Array.of(1));
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "two alerts in one record",
    alert.decodeError,
    async (server) => {
      await untilCertificate(server);
      await server.sendRecord(contentType.alert, Uint8Array.of(1, 0, 1, 0));
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "application data instead of ServerHello",
    alert.unexpectedMessage,
    async (server) => {
      await server.receiveClientHello();
      await server.sendPlaintext(contentType.applicationData, page);
      await server.sendServerHello();
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "application data inside the handshake",
    alert.unexpectedMessage,
    async (server) => {
      await untilCertificate(server);
      await server.sendRecord(contentType.applicationData, page);
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "empty application data inside the handshake",
    alert.unexpectedMessage,
    async (server) => {
      await untilProof(server);
      await server.sendRecord(contentType.applicationData, noBytes);
      await server.sendFinished();
    },
  ),
  ...[contentType.handshake, contentType.alert].map((type) =>
    protocolAttack(
      `a plaintext record of type ${type} after ServerHello`,
      alert.unexpectedMessage,
      async (server) => {
        await untilServerHello(server);
        await server.sendPlaintext(
          type,
          server.message(handshakeType.encryptedExtensions, vector(2)),
        );
        await server.sendCertificate();
        await proofAndFinished(server);
      },
    ),
  ),
  protocolAttack(
    "the whole handshake in plaintext",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      for (const [type, body] of [
        [handshakeType.encryptedExtensions, vector(2)],
        [handshakeType.certificate, server.certificate()],
      ] as const) {
        await server.sendPlaintext(
          contentType.handshake,
          server.message(type, body),
        );
      }
    },
  ),
  protocolAttack(
    "a record of an unknown type inside",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      await server.sendRecord(24, number(1, 1));
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a ChangeCipherSpec inside",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      await server.sendRecord(contentType.changeCipherSpec, number(1, 1));
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a ChangeCipherSpec of another value",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      await server.sendPlaintext(contentType.changeCipherSpec, number(1, 2));
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a ChangeCipherSpec that is too long",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      await server.sendPlaintext(
        contentType.changeCipherSpec,
        number(2, 0x0101),
      );
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a ChangeCipherSpec in the middle of a message",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      const message = server.message(
        handshakeType.encryptedExtensions,
        vector(2),
      );
      await server.sendRecord(contentType.handshake, message.subarray(0, 3));
      await server.sendPlaintext(contentType.changeCipherSpec, number(1, 1));
      await server.sendRecord(contentType.handshake, message.subarray(3));
      await server.sendCertificate();
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "a flood of ChangeCipherSpec before ServerHello",
    alert.unexpectedMessage,
    async (server) => {
      await server.receiveClientHello();
      for (let count = 0; count < 100; count++) {
        await server.sendPlaintext(contentType.changeCipherSpec, number(1, 1));
      }
      await server.sendServerHello();
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a flood of ChangeCipherSpec between the messages",
    alert.unexpectedMessage,
    async (server) => {
      await untilCertificate(server);
      for (let count = 0; count < 100; count++) {
        await server.sendPlaintext(contentType.changeCipherSpec, number(1, 1));
      }
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "an empty handshake record before ServerHello",
    alert.unexpectedMessage,
    async (server) => {
      await server.receiveClientHello();
      await server.sendPlaintext(contentType.handshake, noBytes);
      await server.sendServerHello();
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a flood of empty handshake records",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      for (let count = 0; count < 1000; count++) {
        await server.sendRecord(contentType.handshake, noBytes);
      }
      await afterServerHello(server);
    },
  ),
  protocolAttack(
    "a certificate byte by byte",
    alert.unexpectedMessage,
    async (server) => {
      await untilExtensions(server);
      const message = server.message(
        handshakeType.certificate,
        server.certificate(),
      );
      for (const byte of message) {
        await server.sendRecord(contentType.handshake, Uint8Array.of(byte));
      }
      await proofAndFinished(server);
    },
  ),
  protocolAttack(
    "a handshake without an end",
    alert.decodeError,
    async (server) => {
      await untilExtensions(server);
      await server.sendRecord(
        contentType.handshake,
        Uint8Array.of(handshakeType.certificate, 0xff, 0xff, 0xff),
      );
      for (let count = 0; count < 200; count++) {
        await server.sendRecord(contentType.handshake, new Uint8Array(2 ** 14));
      }
    },
  ),
  protocolAttack(
    "a plaintext record that is too long",
    alert.recordOverflow,
    async (server) => {
      await server.receiveClientHello();
      await server.sendRaw(Uint8Array.of(22, 3, 3, 0x40, 0x01));
    },
  ),
  protocolAttack(
    "an encrypted record that is too long",
    alert.recordOverflow,
    async (server) => {
      await untilServerHello(server);
      await server.sendRaw(Uint8Array.of(23, 3, 3, 0x41, 0x01));
    },
  ),
  protocolAttack(
    "an encrypted record that holds too much",
    alert.recordOverflow,
    async (server) => {
      await untilServerHello(server);
      await server.sendRaw(
        server.seal(contentType.handshake, new Uint8Array(2 ** 14 + 1)),
      );
    },
  ),
  protocolAttack(
    "a ChangeCipherSpec of 64 KiB",
    alert.recordOverflow,
    async (server) => {
      await untilServerHello(server);
      await server.sendRaw(Uint8Array.of(20, 3, 3, 0xff, 0xff));
    },
  ),
  protocolAttack(
    "an encrypted record shorter than its tag",
    alert.badRecordMac,
    async (server) => {
      await untilServerHello(server);
      await server.sendPlaintext(
        contentType.applicationData,
        new Uint8Array(16),
      );
    },
  ),
  protocolAttack(
    "an encrypted record of padding alone",
    alert.unexpectedMessage,
    async (server) => {
      await untilServerHello(server);
      await server.sendRecord(0, new Uint8Array(100));
    },
  ),
  protocolAttack(
    "a later record of another protocol version",
    alert.decodeError,
    async (server) => {
      await untilServerHello(server);
      await server.sendRaw(
        Uint8Array.of(23, 1, 1, 0, 17, ...new Uint8Array(17)),
      );
    },
  ),
  protocolAttack("a record twice", alert.badRecordMac, async (server) => {
    await untilServerHello(server);
    const record = server.seal(
      contentType.handshake,
      server.message(handshakeType.encryptedExtensions, vector(2)),
    );
    await server.sendRaw(record);
    await server.sendRaw(record);
  }),
  protocolAttack("a record left out", alert.badRecordMac, async (server) => {
    await untilServerHello(server);
    server.seal(
      contentType.handshake,
      handshakeMessage(handshakeType.encryptedExtensions, vector(2)),
    );
    await server.sendEncryptedExtensions();
  }),
  ...[
    handshakeType.keyUpdate,
    handshakeType.newSessionTicket,
    handshakeType.clientHello,
    0, // HelloRequest, up to TLS 1.2
    5, // EndOfEarlyData
    14, // ServerHelloDone, up to TLS 1.2
    254, // message_hash
  ].map((type) =>
    protocolAttack(
      `message ${type} inside the handshake`,
      alert.unexpectedMessage,
      async (server) => {
        await untilCertificate(server);
        await server.sendMessage(type, number(1, 0));
        await proofAndFinished(server);
      },
    ),
  ),
];

const attacks = {
  "the proof": proofAttacks,
  Finished: finishedAttacks,
  ServerHello: serverHelloAttacks,
  EncryptedExtensions: extensionAttacks,
  "Certificate and its request": certificateAttacks,
  "the record layer": recordAttacks,
};

for (const [subject, list] of Object.entries(attacks)) {
  for (const { name, script, kind, alert: number, options } of list) {
    Deno.test(
      `${subject}: ${name} is refused, and no token is sent`,
      async () => {
        assertRefused(await meet(script, options), kind, number);
      },
    );
  }
}

// The positive controls: were the server unfit, every attack above would be refused for that alone.
for (const [name, identity] of Object.entries(identities)) {
  for (const suite of [0x1301, 0x1302]) {
    for (const group of [0x001d, 0x0017]) {
      Deno.test(
        `the honest server with ${name}, suite ${suite.toString(16)} and group ${group} gets the token`,
        async () => {
          assertAccepted(await meet(shakeHands, { identity, suite, group }));
        },
      );
    }
  }
}

const honestVariants: Record<
  string,
  { script: Script; options?: MeetingOptions }
> = {
  "a request for a certificate": {
    script: async (server) => {
      await untilExtensions(server);
      await server.sendCertificateRequest(
        extension(0xfefe),
        extension(47, vector(2)),
      );
      await server.sendCertificate();
      await proofAndFinished(server);
    },
  },
  "a ChangeCipherSpec after ServerHello": {
    script: async (server) => {
      await untilServerHello(server);
      await server.sendPlaintext(contentType.changeCipherSpec, number(1, 1));
      await afterServerHello(server);
    },
  },
  "answers to all that we asked": {
    script: async (server) => {
      await untilServerHello(server);
      await server.sendEncryptedExtensions(
        extension(extensionType.serverName),
        alpn("http/1.1"),
        extension(
          extensionType.supportedGroups,
          vector(2, number(2, 0x0018), number(2, 0x001d)),
        ),
      );
      await server.sendCertificate();
      await proofAndFinished(server);
    },
    options: { serverName: "pve1.example.test" },
  },
  "all messages in one record": {
    script: async (server) => {
      await untilServerHello(server);
      const messages = [
        server.message(handshakeType.encryptedExtensions, vector(2)),
        server.message(handshakeType.certificate, server.certificate()),
      ];
      messages.push(
        server.message(
          handshakeType.certificateVerify,
          await server.certificateVerify(),
        ),
      );
      messages.push(server.message(handshakeType.finished, server.finished()));
      await server.sendRecord(contentType.handshake, concat(...messages));
      server.useApplicationKeys();
    },
  },
  "messages cut into small records": {
    script: async (server) => {
      await server.receiveClientHello();
      const send = async (message: Bytes) => {
        for (let offset = 0; offset < message.length; offset += 50) {
          await server.sendRecord(
            contentType.handshake,
            message.subarray(offset, offset + 50),
          );
        }
      };
      await send(
        server.message(handshakeType.serverHello, server.serverHello()),
      );
      server.useHandshakeKeys();
      await send(server.message(handshakeType.encryptedExtensions, vector(2)));
      await send(
        server.message(handshakeType.certificate, server.certificate()),
      );
      await send(
        server.message(
          handshakeType.certificateVerify,
          await server.certificateVerify(),
        ),
      );
      await server.sendFinished();
    },
  },
  "the bytes of the network one by one": {
    script: shakeHands,
    options: { chunkBytes: 1 },
  },
};

for (const [name, { script, options }] of Object.entries(honestVariants)) {
  Deno.test(`the honest server with ${name} gets the token`, async () => {
    assertAccepted(await meet(script, options));
  });
}

Deno.test(
  "a certificate that the caller refuses ends the handshake before its proof, with the caller's own error",
  async () => {
    class Refusal extends Error {}
    const refusal = new Refusal(
      "pve1 shows another certificate than the one you confirmed",
    );
    for (const acceptPeer of [
      () => {
        throw refusal;
      },
      () => Promise.reject(refusal),
    ]) {
      const { error, received } = await meet(shakeHands, { acceptPeer });
      assert.equal(error, refusal);
      assert.deepEqual(received.alerts, [alert.badCertificate]);
      assert.equal(received.application.length, 0);
      assert.deepEqual(received.handshakeTypes, []);
    }
  },
);

Deno.test(
  "the caller sees the certificate even of a server that cannot prove its key, and nothing is sent",
  async () => {
    const seen: string[] = [];
    const outcome = await meet(shakeHands, {
      identity: stolenCertificate,
      acceptPeer: ({ fingerprint }) => void seen.push(fingerprint),
    });
    assertRefused(outcome, "certificate", alert.decryptError);
    assert.equal(seen.length, 1);
  },
);

Deno.test("the token is long enough to be told from an alert", () => {
  assert.ok(token.length > 24);
});
