import { AppError, type ErrorCode } from "../contract/errors.ts";
import type { Certificate } from "../contract/serverList.ts";
import type { Trust } from "../contract/servers.ts";
import { explainFault } from "./failures.ts";
import type { ProxmoxAddress } from "./target.ts";
import type { AddressPolicy } from "./transport/address.ts";
import { dial } from "./transport/dial.ts";
import { connectTimeoutMs, openStream } from "./transport/open.ts";
import { secureByPeer } from "./transport/tls.ts";
import { readX509 } from "./x509.ts";

/**
 * The certificate that is presented at an address. No token goes there: the connection is closed as soon as the other side has proved that it
 * holds the certificate's key.
 */
export async function presentedCertificate(
  { host, port }: Pick<ProxmoxAddress, "host" | "port">,
  policy: AddressPolicy,
): Promise<Certificate> {
  const tcp = await dial(host, port, { policy, timeoutMs: connectTimeoutMs });
  const accept = () => undefined;
  const stream = await secureByPeer(tcp, host, accept, connectTimeoutMs);
  stream.close();
  return await readX509(stream.peer.der);
}

const refusals: readonly ErrorCode[] = [
  "tls_expired",
  "tls_untrusted",
  "tls_name",
  "tls_changed",
];

/** The code with which a certificate is refused under the address's trust; undefined if it is accepted. Nothing is sent in the connection. */
export async function certificateRefusal(
  address: ProxmoxAddress,
  policy: AddressPolicy,
): Promise<ErrorCode | undefined> {
  const { host, port, trust } = address;
  try {
    const stream = await openStream(host, port, trust, policy);
    stream.close();
    return undefined;
  } catch (error) {
    const failure = explainFault(address, error, connectTimeoutMs);
    if (failure instanceof AppError && refusals.includes(failure.code))
      return failure.code;
    throw failure;
  }
}

export interface CertificateReading {
  /** Null when it is accepted, but cannot be shown: our own TLS, which shows it, is TLS 1.3 alone. */
  certificate: Certificate | null;
  isPubliclyTrusted: boolean;
  /** Under the trust of the address. */
  refusal: ErrorCode | null;
}

/** What is presented at an address, and what the public authorities and the address's own trust make of it. No token is sent. */
export async function readCertificate(
  address: ProxmoxAddress,
  policy: AddressPolicy,
): Promise<CertificateReading> {
  const reading = await presentedCertificate(address, policy).catch(
    // To look at a certificate is to accept any.
    (error: unknown) =>
      explainFault(
        { ...address, trust: { mode: "insecure" } },
        error,
        connectTimeoutMs,
      ),
  );
  const isShown = !(reading instanceof Error);
  // Whoever does not let us look may still speak TLS 1.2; any other fault would only meet us again.
  if (!isShown && !(reading instanceof AppError && isOldTls(reading)))
    throw reading;

  const refusalUnder = (trust: Trust) =>
    certificateRefusal({ ...address, trust }, policy);
  const publicly = refusalUnder({ mode: "system" });
  const [publicRefusal, refusal] = await Promise.all([
    publicly,
    address.trust.mode === "system" ? publicly : refusalUnder(address.trust),
  ]).catch((error: unknown) => {
    throw isShown ? error : reading;
  });
  const isPubliclyTrusted = publicRefusal === undefined;
  if (!isShown && !isPubliclyTrusted && refusal !== undefined) throw reading;
  return {
    certificate: isShown ? reading : null,
    isPubliclyTrusted,
    refusal: refusal ?? null,
  };
}

function isOldTls({ code }: AppError): boolean {
  return code === "tls_protocol";
}
