import { AppError } from "../_shared/contract/errors.ts";
import { trustFromInput, type Trust } from "../_shared/contract/servers.ts";
import {
  addressPolicyFromEnvironment,
  resolveAllowed,
} from "../_shared/proxmox/transport/address.ts";

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

/** The trust that a request asks for, if it asks for any; `verify_ssl` and `trust` may not contradict each other. */
export function trustOfInput(input: {
  verify_ssl?: boolean | undefined;
  trust?: Trust | undefined;
}): Trust | undefined {
  const { trust, verify_ssl } = input;
  if (
    trust !== undefined &&
    verify_ssl !== undefined &&
    verify_ssl !== (trust.mode !== "insecure")
  ) {
    const sentence = `This contradicts trust "${trust.mode}"`;
    throw new AppError("validation_failed", "Please check: verify_ssl", {
      fields: { verify_ssl: sentence },
    });
  }
  return trustFromInput(input);
}

/** The same for a server that has a trust already: `verify_ssl: true` says nothing new of one that is checked, by whatever means. */
export function newTrustOf(
  server: { verify_ssl: boolean },
  input: { verify_ssl?: boolean | undefined; trust?: Trust | undefined },
): Trust | undefined {
  const trust = trustOfInput(input);
  return input.trust === undefined && input.verify_ssl === server.verify_ssl
    ? undefined
    : trust;
}
