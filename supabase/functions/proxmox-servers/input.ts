import { AppError } from "../_shared/contract/errors.ts";
import { trustFromInput, type Trust } from "../_shared/contract/servers.ts";
import {
  addressPolicyFromEnvironment,
  resolveAllowed,
} from "../_shared/proxmox/transport/address.ts";
import { derOf, readX509 } from "../_shared/proxmox/x509.ts";

const lookupTimeoutMs = 2_000;

/**
 * Refuses what the operator's policy forbids. A name that cannot be looked up now may be saved: its server may be off, and every call
 * checks the address again.
 */
export async function checkAddress(host: string, port: number): Promise<void> {
  const signal = AbortSignal.timeout(lookupTimeoutMs);
  try {
    await resolveAllowed(addressPolicyFromEnvironment(), host, port, signal);
  } catch (error) {
    const isUnknown =
      signal.aborted ||
      (error instanceof AppError && error.code === "dns_failed");
    if (!isUnknown) throw error;
  }
}

interface TrustInput {
  verify_ssl?: boolean | undefined;
  trust?: Trust | undefined;
}

/** The trust that a request asks for, if it asks for any; `verify_ssl` and `trust` may not contradict each other. */
export async function trustOfInput(
  input: TrustInput,
): Promise<Trust | undefined> {
  const { trust, verify_ssl } = input;
  if (!trust) return trustFromInput(input);
  if (verify_ssl !== undefined && verify_ssl !== (trust.mode !== "insecure"))
    throw refused("verify_ssl", `This contradicts trust "${trust.mode}"`);
  if (trust.mode === "ca") await checkAuthority(trust.ca_certificate);
  return trust;
}

/** The same for a server that has a trust already: `verify_ssl: true` says nothing new of one that is checked, by whatever means. */
export async function newTrustOf(
  server: { verify_ssl: boolean },
  input: TrustInput,
): Promise<Trust | undefined> {
  const saysNothingNew =
    input.trust === undefined && input.verify_ssl === server.verify_ssl;
  return saysNothingNew ? undefined : await trustOfInput(input);
}

/** What looks like PEM may still hold anything; saved, it would fail at every connection. */
async function checkAuthority(pem: string): Promise<void> {
  try {
    for (const certificate of derOf(pem)) await readX509(certificate);
  } catch {
    throw refused(
      "trust.ca_certificate",
      "This cannot be read as a certificate: paste the whole of it again",
    );
  }
}

function refused(field: string, sentence: string): AppError {
  return new AppError("validation_failed", `Please check: ${field}`, {
    fields: { [field]: sentence },
  });
}
