import type { readCertificate } from "../_shared/contract/servers.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import * as db from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { hostWithPort } from "../_shared/contract/host.ts";
import * as proxmox from "../_shared/proxmox/certificate.ts";
import type { ProxmoxAddress } from "../_shared/proxmox/target.ts";
import { addressPolicyFromEnvironment } from "../_shared/proxmox/transport/address.ts";
import { derOf, readX509 } from "../_shared/proxmox/x509.ts";

/** Looks at a certificate, and sends nothing. No token is needed for it, so none is opened. */
export const readCertificateOf: Handler<typeof readCertificate> = async (
  request,
  caller,
) => {
  await takeFromLimit(caller, "test");
  const policy = addressPolicyFromEnvironment();
  const address =
    "id" in request ? await savedAddress(caller, request.id) : unsaved(request);
  const { certificate, isPubliclyTrusted, refusal } =
    await proxmox.readCertificate(address, policy);
  return {
    certificate,
    trusted: isPubliclyTrusted,
    stored: address.isTrustSaved
      ? { refusal, authority: await authorityOf(address) }
      : null,
  };
};

function unsaved({
  host,
  port,
}: {
  host: string;
  port: number;
}): ProxmoxAddress {
  return {
    name: hostWithPort(host, port),
    host,
    port,
    trust: { mode: "system" },
  };
}

async function savedAddress(
  caller: Caller,
  id: string,
): Promise<ProxmoxAddress> {
  const server = await db.readServer(caller, id);
  const { name, host, port } = server;
  return { name, host, port, trust: db.trustOf(server), isTrustSaved: true };
}

async function authorityOf({ trust }: ProxmoxAddress) {
  if (trust.mode !== "ca") return null;
  const [der] = derOf(trust.ca_certificate);
  return der ? await readX509(der) : null;
}
