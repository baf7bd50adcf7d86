import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { errorCodeSchema } from "./errors.ts";
import { canonicalHost } from "./host.ts";
import {
  certificateSchema,
  permissionsSchema,
  serverSchema,
} from "./serverList.ts";

export const maxServersPerUser = 50;
export const defaultProxmoxPort = 8006;

/** Control, bidi and zero-width characters: they make one name look like another. */
export const deceptiveCharacters =
  // eslint-disable-next-line no-control-regex -- refusing control characters is the point
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

export const serverNameSchema = z.string("Enter a name").check(
  z.trim(),
  z.minLength(1, "Enter a name"),
  z.maxLength(100, "A name has at most 100 characters"),
  z.refine(
    (name) => !deceptiveCharacters.test(name),
    "A name cannot hold control or direction characters",
  ),
);

export const hostSchema = z
  .pipe(
    z
      .string("Enter a host name or an IP address")
      .check(z.maxLength(300, "A host has at most 253 characters")),
    z.transform((host) => canonicalHost(host) ?? ""),
  )
  .check(
    z.minLength(
      1,
      "Enter a host name or an IP address, without https:// or a path",
    ),
  );

export const portSchema = z
  .number("Enter a port from 1 to 65535")
  .check(
    z.int("Enter a port from 1 to 65535"),
    z.gte(1, "Enter a port from 1 to 65535"),
    z.lte(65535, "Enter a port from 1 to 65535"),
  );

/**
 * USER@REALM!TOKENID=UUID. Stricter in the user part than Proxmox VE, which decodes percent signs in the header and cuts it at ";"
 * (pve-http-server, Formatter.pm); realm and token id as in pve-access-control, Auth/Plugin.pm. A pasted "PVEAPIToken=" is dropped.
 */
export const apiTokenSchema = z
  .pipe(
    z
      .string("Enter an API token")
      .check(z.maxLength(400, "That is too long for an API token")),
    z.transform((token) =>
      token.trim().replace(/^(?:Authorization:\s*)?PVEAPIToken[= ]/i, ""),
    ),
  )
  .check(
    z.regex(
      /^[A-Za-z0-9._+~@-]{1,60}@[A-Za-z][A-Za-z0-9._-]{1,31}![A-Za-z][A-Za-z0-9._-]{1,127}=[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
      "Write the token as USER@REALM!TOKENID=UUID, for example root@pam!muster=0b8f1c52-…",
    ),
  );

/** The part of a token that is not secret: user@realm!name. */
export function tokenIdOf(apiToken: string): string {
  return apiToken.slice(0, apiToken.lastIndexOf("="));
}

/** SHA-256 of a certificate, spelt as Proxmox VE and OpenSSL spell it. */
export const fingerprintSchema = z
  .pipe(
    z.string(),
    z.transform((fingerprint) => fingerprint.trim().toUpperCase()),
  )
  .check(
    z.regex(
      /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/,
      "Write the SHA-256 fingerprint as 32 pairs with colons: AA:BB:…",
    ),
  );

const pemCertificates =
  /^(?:-----BEGIN CERTIFICATE-----\s+[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*){1,10}$/;

export const caCertificateSchema = z
  .string()
  .check(
    z.trim(),
    z.maxLength(32_768, "That is too long for a CA certificate"),
    z.regex(
      pemCertificates,
      "Paste the CA certificate as PEM: -----BEGIN CERTIFICATE----- …",
    ),
  );

/** One certificate authority, and the name to expect when it is not the host: Proxmox VE puts only its own names into certificates. */
const caTrustSchema = z.strictObject({
  mode: z.literal("ca"),
  ca_certificate: caCertificateSchema,
  server_name: z.optional(hostSchema),
});

/** How the server's certificate is judged. The names of the fields are part of the contract. */
export const trustSchema = z.discriminatedUnion("mode", [
  /** The public certificate authorities (Mozilla's list). */
  z.strictObject({ mode: z.literal("system") }),
  caTrustSchema,
  /** Exactly this certificate. */
  z.strictObject({ mode: z.literal("pin"), fingerprint: fingerprintSchema }),
  /** Any certificate. Whoever sits between reads the token. */
  z.strictObject({ mode: z.literal("insecure") }),
]);
export type Trust = z.output<typeof trustSchema>;
export type CaTrust = Extract<Trust, { mode: "ca" }>;
export type TrustMode = Trust["mode"];

export const serverInputSchema = z.strictObject({
  name: serverNameSchema,
  host: hostSchema,
  port: z._default(portSchema, defaultProxmoxPort),
  api_token: apiTokenSchema,
  verify_ssl: z.optional(z.boolean()),
  trust: z.optional(trustSchema),
});

export const maxReceiptLength = 32_768;

/** What a test gave for what was entered; where it does not fit what is saved, it is passed over. */
const receiptSchema = z.optional(
  z.string().check(z.maxLength(maxReceiptLength)),
);

export const addServer = defineEndpoint({
  functionName: "proxmox-servers",
  method: "POST",
  path: "",
  status: 201,
  request: z.extend(serverInputSchema, { receipt: receiptSchema }),
  response: z.object({ server: serverSchema }),
});

/** Only what is named changes. A new host or port needs the token again; `version` refuses the change if somebody else was quicker. */
export const changeServer = defineEndpoint({
  functionName: "proxmox-servers",
  method: "PUT",
  path: "/{id}",
  status: 200,
  request: z.strictObject({
    id: z.uuid(),
    name: z.optional(serverNameSchema),
    host: z.optional(hostSchema),
    port: z.optional(portSchema),
    api_token: z.optional(apiTokenSchema),
    verify_ssl: z.optional(z.boolean()),
    trust: z.optional(trustSchema),
    is_active: z.optional(z.boolean()),
    version: z.optional(z.number()),
    receipt: receiptSchema,
  }),
  response: z.object({ server: serverSchema }),
});

export const removeServer = defineEndpoint({
  functionName: "proxmox-servers",
  method: "DELETE",
  path: "/{id}",
  status: 204,
  request: z.strictObject({ id: z.uuid() }),
  response: z.undefined(),
});

/**
 * Tries a connection: a stored server by its id (with another token or trust, if given), or one that is not stored yet.
 * `version` and `release` are Proxmox VE's ("8.4.21", "8.4"); latencyMs is the time of GET /version on a fresh connection.
 */
export const testServer = defineEndpoint({
  functionName: "proxmox-servers",
  method: "POST",
  path: "/test",
  status: 200,
  request: z.union([
    z.strictObject({
      id: z.uuid(),
      api_token: z.optional(apiTokenSchema),
      verify_ssl: z.optional(z.boolean()),
      trust: z.optional(trustSchema),
    }),
    z.strictObject({
      host: hostSchema,
      port: z._default(portSchema, defaultProxmoxPort),
      api_token: apiTokenSchema,
      verify_ssl: z.optional(z.boolean()),
      trust: z.optional(trustSchema),
    }),
  ]),
  response: z.object({
    version: z.string(),
    release: z.string(),
    nodes: z.array(z.string()),
    /** The cluster's name; null for a single node, or where the token may not see it (Sys.Audit on /). */
    cluster: z.nullable(z.string()),
    latencyMs: z.number(),
    /** The one that is presented at the address; null when it cannot be read (a server without TLS 1.3). */
    certificate: z.nullable(certificateSchema),
    permissions: permissionsSchema,
    /** What Proxmox VE knows of the token itself; null where the token may not see it (Sys.Audit on /access/groups). */
    token: z.nullable(
      z.object({
        /** Whether it has permissions of its own, within those of its user. */
        isSeparated: z.boolean(),
        /** When it or its user ends, whichever is first; null: never. */
        expiresAt: z.nullable(z.string()),
      }),
    ),
    /**
     * After a test over a pin: the cluster's own CA as the trust to save, if the certificate comes from it. Null: there is none to adopt,
     * or the trust that was tried needs no other.
     */
    cluster_ca: z.nullable(caTrustSchema),
    /** To be given when this is saved, so that the server starts with what the test has found. Null: it is noted already, or cannot be. */
    receipt: z.nullable(z.string()),
  }),
});

/**
 * Reads the certificate that is presented at an address, or at a stored server's. No token goes there: not even the stored one is opened.
 */
export const readCertificate = defineEndpoint({
  functionName: "proxmox-servers",
  method: "POST",
  path: "/certificate",
  status: 200,
  request: z.union([
    z.strictObject({ id: z.uuid() }),
    z.strictObject({
      host: hostSchema,
      port: z._default(portSchema, defaultProxmoxPort),
    }),
  ]),
  response: z.object({
    /** Null when it is accepted, but cannot be shown (a server without TLS 1.3). */
    certificate: z.nullable(certificateSchema),
    /** Whether the public authorities vouch for it under this host. */
    trusted: z.boolean(),
    /** What the stored trust makes of it; null for an address that is not a stored server's. */
    stored: z.nullable(
      z.object({
        /** The code with which a connection fails now; null: it fits. */
        refusal: z.nullable(errorCodeSchema),
        /** The CA that is trusted, to be compared with. */
        authority: z.nullable(certificateSchema),
      }),
    ),
  }),
});

/** `verify_ssl` is the older, coarser way to say it: false is "insecure". Where `trust` is given, it decides. */
export function trustFromInput(input: {
  verify_ssl?: boolean | undefined;
  trust?: Trust | undefined;
}): Trust | undefined {
  if (input.trust) return input.trust;
  if (input.verify_ssl === undefined) return undefined;
  return input.verify_ssl ? { mode: "system" } : { mode: "insecure" };
}
