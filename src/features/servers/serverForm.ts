import * as z from "zod/mini";
import {
  defaultProxmoxPort,
  serverInputSchema,
  type Server,
  type Trust,
  type TrustMode,
} from "@/lib/types.ts";
import { trustOfServer } from "./certificateQuestion.ts";

/** Look at the certificate first; leave the trust as it is saved; or say it oneself. */
export type TrustChoice = "auto" | "keep" | "own";

/** What stands in the dialog's fields: flat, and text wherever people type. */
export interface ServerFormValues {
  name: string;
  host: string;
  port: string;
  api_token: string;
  trustChoice: TrustChoice;
  /** What was chosen by oneself. */
  trustMode: TrustMode;
  ca_certificate: string;
  server_name: string;
  fingerprint: string;
  is_active: boolean;
}

export type ServerFormErrors = Partial<Record<keyof ServerFormValues, string>>;

/** The values as the contract takes them. The token is missing when the stored one stays, the trust when the certificate decides. */
export type ServerInput = Omit<
  z.output<typeof serverInputSchema>,
  "api_token" | "trust"
> & {
  api_token?: string;
  trust?: Trust;
  is_active: boolean;
};

export function formValues(server?: Server): ServerFormValues {
  return {
    name: server?.name ?? "",
    host: server?.host ?? "",
    port: String(server?.port ?? defaultProxmoxPort),
    // The stored token never comes back to the browser.
    api_token: "",
    trustChoice: server ? "keep" : "auto",
    trustMode: server?.trust_mode ?? "system",
    ca_certificate: server?.ca_certificate ?? "",
    server_name: server?.server_name ?? "",
    fingerprint: server?.fingerprint ?? "",
    is_active: server?.is_active ?? true,
  };
}

/**
 * Whether the token must be entered: for a new server, and again for another host or port. Otherwise a stolen session could have the
 * stored token sent to a host of the thief's choice.
 */
export function needsToken(
  values: Pick<ServerFormValues, "host" | "port">,
  server?: Server,
): boolean {
  if (!server) return true;
  return (
    parsedHost(values.host) !== server.host ||
    Number(values.port.trim()) !== server.port
  );
}

function parsedHost(host: string): string | undefined {
  const parsed = serverInputSchema.shape.host.safeParse(host);
  return parsed.success ? parsed.data : undefined;
}

export type CheckedForm =
  { ok: true; input: ServerInput } | { ok: false; errors: ServerFormErrors };

const keepsToken = z.omit(serverInputSchema, { api_token: true });

/** Judges the fields by the very schema that the function applies. */
export function checkForm(
  values: ServerFormValues,
  server?: Server,
): CheckedForm {
  const isTokenGiven =
    values.api_token.trim() !== "" || needsToken(values, server);
  const schema = isTokenGiven ? serverInputSchema : keepsToken;
  const parsed = schema.safeParse({
    name: values.name,
    host: values.host,
    port: /^\s*\d+\s*$/.test(values.port) ? Number(values.port) : Number.NaN,
    ...(isTokenGiven && { api_token: values.api_token }),
    trust: trustOf(values, server),
  });
  if (parsed.success) {
    const { trust, ...fields } = parsed.data;
    const input = { ...fields, is_active: values.is_active };
    return { ok: true, input: trust ? { ...input, trust } : input };
  }

  const errors: ServerFormErrors = {};
  for (const { path, message } of parsed.error.issues) {
    const field = formField(path.join("."));
    if (field) errors[field] ??= message;
  }
  return { ok: false, errors };
}

function trustOf(values: ServerFormValues, server?: Server): unknown {
  if (values.trustChoice === "auto") return undefined;
  if (values.trustChoice === "keep" && server) return trustOfServer(server);
  switch (values.trustMode) {
    case "ca":
      return {
        mode: "ca",
        ca_certificate: values.ca_certificate,
        ...(values.server_name.trim() && { server_name: values.server_name }),
      };
    case "pin":
      // OpenSSL prints "sha256 Fingerprint=" before it.
      return {
        mode: "pin",
        fingerprint: values.fingerprint.replace(/^.*=/, ""),
      };
    case "system":
    case "insecure":
      return { mode: values.trustMode };
  }
}

const formFields = new Set<string>(Object.keys(formValues()));

/** The field of the dialog that a field of the request stands in: "trust.ca_certificate" is "ca_certificate". */
export function formField(
  requestField: string,
): keyof ServerFormValues | undefined {
  if (requestField === "trust" || requestField === "verify_ssl") {
    return "trustMode";
  }
  const name = requestField.replace(/^trust\./, "");
  // The set holds the type's keys and nothing else.
  return formFields.has(name) ? (name as keyof ServerFormValues) : undefined;
}

/** What differs from the stored server: a change names nothing that stays, so that it undoes nobody else's. */
export function changesOf(input: ServerInput, server: Server) {
  return {
    ...(input.name !== server.name && { name: input.name }),
    ...(input.host !== server.host && { host: input.host }),
    ...(input.port !== server.port && { port: input.port }),
    ...(input.api_token !== undefined && { api_token: input.api_token }),
    ...(input.trust &&
      !isSameTrust(input.trust, server) && { trust: input.trust }),
    ...(input.is_active !== server.is_active && {
      is_active: input.is_active,
    }),
  };
}

function isSameTrust(trust: Trust, server: Server): boolean {
  if (trust.mode !== server.trust_mode) return false;
  switch (trust.mode) {
    case "ca":
      return (
        trust.ca_certificate === server.ca_certificate?.trim() &&
        (trust.server_name ?? null) === server.server_name
      );
    case "pin":
      return trust.fingerprint === server.fingerprint;
    case "system":
    case "insecure":
      return true;
  }
}

/** Whether the way to the server changes: a new name alone needs no test. */
export function changesConnection(
  changes: ReturnType<typeof changesOf>,
): boolean {
  return (
    changes.host !== undefined ||
    changes.port !== undefined ||
    changes.api_token !== undefined ||
    changes.trust !== undefined
  );
}
