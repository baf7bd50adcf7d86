import { noBytes } from "./bytes.ts";
import {
  fingerprintOf,
  parseCertificate,
  type PeerCertificate,
} from "./certificate.ts";
import {
  checkCertificateRequest,
  emptyCertificate,
} from "./certificateRequest.ts";
import { checkCertificateVerify } from "./certificateVerify.ts";
import { createClientHello } from "./clientHello.ts";
import { checkEncryptedExtensions } from "./encryptedExtensions.ts";
import { checkFinished, createFinished } from "./finished.ts";
import { HandshakeReader } from "./handshakeReader.ts";
import {
  deriveApplicationSecrets,
  deriveHandshakeSecrets,
} from "./keySchedule.ts";
import { contentType, handshakeType } from "./protocol.ts";
import { publicKeyOf } from "./publicKey.ts";
import { type RecordLayer } from "./records.ts";
import { parseServerHello } from "./serverHello.ts";
import { TrafficKeys } from "./trafficKeys.ts";
import { Transcript } from "./transcript.ts";

export interface HandshakeOptions {
  /** Sent as the server's name (SNI), unless it is an address. It is not compared with the certificate. */
  serverName?: string | undefined;
  /** Throws to refuse the certificate. It is called before the proof of the key is checked, and nothing is sent before both. */
  acceptPeer(peer: PeerCertificate): void | Promise<void>;
}

/**
 * The handshake of a TLS 1.3 client (RFC 8446, section 2 and appendix A.1), in the order in which it happens. Each step throws, or the
 * next one follows; only after the last one are there keys under which application data could be sent.
 */
export async function performHandshake(
  records: RecordLayer,
  options: HandshakeOptions,
): Promise<PeerCertificate> {
  const server = new HandshakeReader(records);

  // 1. ClientHello: our offer (section 4.1.2).
  const hello = await createClientHello(options.serverName);
  await records.write(contentType.handshake, hello.message);

  // 2. ServerHello: the server's choice (section 4.1.3).
  const helloMessage = await server.next(handshakeType.serverHello);
  server.requireRecordEnd();
  const { suite, keyShare, peerPublicKey } = parseServerHello(
    helloMessage.body,
    hello,
  );
  const transcript = new Transcript(suite);
  transcript.add(hello.message);
  transcript.add(helloMessage.raw);

  // 3. The keys of the handshake (section 7.1). From here on everything is encrypted, in both directions.
  const secrets = deriveHandshakeSecrets(
    suite,
    await keyShare.agree(peerPublicKey),
    transcript.digest(),
  );
  records.readKeys = new TrafficKeys(suite, secrets.server);
  records.writeKeys = new TrafficKeys(suite, secrets.client);

  // 4. EncryptedExtensions: the server's answers to our extensions (section 4.3.1).
  const extensions = await server.next(handshakeType.encryptedExtensions);
  checkEncryptedExtensions(extensions.body, hello);
  transcript.add(extensions.raw);

  // 5. CertificateRequest, perhaps (section 4.3.2), then Certificate (section 4.4.2).
  let certificate = await server.next(
    handshakeType.certificateRequest,
    handshakeType.certificate,
  );
  const isAskedForCertificate =
    certificate.type === handshakeType.certificateRequest;
  if (isAskedForCertificate) {
    checkCertificateRequest(certificate.body);
    transcript.add(certificate.raw);
    certificate = await server.next(handshakeType.certificate);
  }
  const chain = parseCertificate(certificate.body);
  const publicKey = publicKeyOf(chain[0]);
  transcript.add(certificate.raw);

  // 6. Is this the server that the caller means? Awaited, so that a promise of refusal is one too.
  const peer: PeerCertificate = {
    der: chain[0],
    chain,
    fingerprint: fingerprintOf(chain[0]),
  };
  await options.acceptPeer(peer);

  // 7. CertificateVerify: does it own the key of its certificate (section 4.4.3)?
  const verify = await server.next(handshakeType.certificateVerify);
  await checkCertificateVerify(verify.body, publicKey, transcript.digest());
  transcript.add(verify.raw);

  // 8. Finished: have both sides seen the same handshake (section 4.4.4)?
  const finished = await server.next(handshakeType.finished);
  server.requireRecordEnd();
  checkFinished(finished.body, suite, secrets.server, transcript.digest());
  transcript.add(finished.raw);
  const applicationSecrets = deriveApplicationSecrets(
    suite,
    secrets.master,
    transcript.digest(),
  );

  // 9. Our answer: no certificate, if one was asked for (section 4.4.2), and our Finished.
  const clientCertificate = isAskedForCertificate ? emptyCertificate : noBytes;
  transcript.add(clientCertificate);
  const clientFinished = createFinished(
    suite,
    secrets.client,
    transcript.digest(),
  );
  await records.writeChangeCipherSpec();
  await records.write(contentType.handshake, clientCertificate);
  await records.write(contentType.handshake, clientFinished);

  // 10. The keys of the application data (section 7.1).
  records.readKeys = new TrafficKeys(suite, applicationSecrets.server);
  records.writeKeys = new TrafficKeys(suite, applicationSecrets.client);
  return peer;
}
