import { AppError, type ErrorCode } from "../contract/errors.ts";
import { canonicalHost, hostWithPort } from "../contract/host.ts";
import type { Certificate } from "../contract/serverList.ts";
import { tokenIdOf } from "../contract/servers.ts";
import type { ProxmoxAddress, ProxmoxTarget } from "./target.ts";
import { TransportFault } from "./transport/fault.ts";
import type { HttpAnswer } from "./transport/http.ts";
import { proxmoxWords } from "./words.ts";

/** Turns what went wrong on the way into words that name the server and say what to do. */
export function explainFault(
  address: ProxmoxAddress,
  error: unknown,
  timeoutMs: number,
  certificate?: Certificate,
): Error {
  if (error instanceof AppError) {
    return new AppError(
      error.code,
      `"${address.name}" is not contacted. ${error.message}`,
      { cause: error, ...fieldsOf(error) },
    );
  }
  if (!(error instanceof TransportFault)) {
    // The exceptions of the HTTP layer quote the header that they refuse, token and all: nothing of them goes on.
    return isAbort(error)
      ? error
      : new AppError(
          "internal",
          `The request to "${address.name}" could not be made.`,
        );
  }
  return new AppError(
    codeOf(address, error),
    sentence(address, error, timeoutMs, certificate),
    { cause: error },
  );
}

/** A CA that a server was trusted by, and is not signed by any more, is no CA that nobody has looked at yet. */
function codeOf(
  { trust, isTrustSaved = false }: ProxmoxAddress,
  { code }: TransportFault,
): ErrorCode {
  const hasChanged =
    code === "tls_untrusted" && trust.mode === "ca" && isTrustSaved;
  return hasChanged ? "tls_changed" : code;
}

function fieldsOf({ fields }: AppError): { fields?: Record<string, string> } {
  return fields ? { fields } : {};
}

function isAbort(error: unknown): error is Error {
  return error instanceof Error && error.name === "AbortError";
}

function sentence(
  address: ProxmoxAddress,
  fault: TransportFault,
  timeoutMs: number,
  certificate?: Certificate,
): string {
  const { host, port, trust } = address;
  const name = `"${address.name}"`;

  switch (fault.code) {
    case "refused":
      return `${name} refuses the connection on port ${String(port)}. Is Proxmox VE running there, and does a firewall let this installation in?`;
    case "unreachable":
      return `There is no way from this installation to ${name} (${fault.detail ?? host}). Check the address, and any VPN or firewall between.`;
    case "timeout":
      return fault.detail === undefined
        ? `${name} gave no complete answer within ${String(Math.round(timeoutMs / 1000))} s. It may be overloaded; try again.`
        : `${name} does not answer on port ${String(port)}. Is it switched on, and does a firewall let this installation in?`;
    case "reset":
      return `The connection to ${name} broke before the answer was complete. Try again; if it stays so, look at what lies between.`;
    case "unknown_outcome":
      return `The request was sent to ${name}, but its answer was lost: it may have been carried out. Look at the tasks before you repeat it.`;
    case "too_large":
      return `The answer of ${name} is larger than Proxmox VE ever sends, and was not read. Is ${host} the right address?`;
    case "invalid_response":
      return notProxmox(address);
    case "tls_protocol":
      return notTls(address);
    case "tls_expired":
      return `The certificate of ${name} ${validity(certificate)}. Renew it in Proxmox VE (pvecm updatecerts --force), or trust this very certificate.`;
    case "tls_name": {
      const names =
        certificate && certificate.names.length > 0
          ? ` It is for ${list(certificate.names)}.`
          : "";
      const expected =
        trust.mode === "ca" && trust.server_name !== undefined
          ? trust.server_name
          : host;
      return `The certificate of ${name} is not for ${expected}.${names} Enter one of its names, or trust this very certificate.`;
    }
    case "tls_untrusted":
      return untrusted(address, certificate);
    case "tls_changed":
      return `The certificate of ${name} has changed, and nothing was sent. Trusted is ${trust.mode === "pin" ? trust.fingerprint : "another"}, presented is ${
        fault.detail ?? "another"
      }. Accept the new one only if you know why it changed.`;
  }
}

function notTls({ name, port, trust }: ProxmoxAddress): string {
  return trust.mode === "system" || trust.mode === "ca"
    ? `Port ${String(port)} of "${name}" does not speak HTTPS (TLS 1.2 or 1.3). Proxmox VE listens on 8006; is that the port?`
    : `Port ${String(port)} of "${name}" does not speak TLS 1.3, which looking at a certificate needs. Is it Proxmox VE's port (8006)? If it is, trust the CA of the cluster instead.`;
}

function untrusted(
  { name, trust }: ProxmoxAddress,
  certificate?: Certificate,
): string {
  const found = certificate
    ? ` It is issued by ${proxmoxWords(issuerName(certificate))}; its fingerprint is ${certificate.fingerprint}.`
    : "";
  switch (trust.mode) {
    case "system":
      return `The certificate of "${name}" is not signed by a public authority, as is usual for Proxmox VE.${found} Compare the fingerprint, then trust it.`;
    case "ca":
      return `The certificate of "${name}" is not signed by the CA that this server is trusted by, and nothing was sent. Unless its CA was replaced, somebody is between. Compare the two before you trust the new one.`;
    case "pin":
    case "insecure":
      return `"${name}" presents a certificate without proving that it is its own. Nothing was sent.`;
  }
}

/** The whole name holds a UUID, which proxmoxWords would take for a secret. */
function issuerName({ issuer }: Certificate): string {
  return /\/CN=([^/]+)/.exec(issuer)?.[1] ?? issuer;
}

function validity(certificate: Certificate | undefined): string {
  if (!certificate) return "has expired or is not valid yet";
  const day = (iso: string) => iso.slice(0, 10);
  return Date.parse(certificate.validFrom) > Date.now()
    ? `is not valid before ${day(certificate.validFrom)}`
    : `expired on ${day(certificate.validTo)}`;
}

function list(names: string[]): string {
  const shown = names.slice(0, 8).map(proxmoxWords).join(", ");
  return names.length > 8 ? `${shown} and others` : shown;
}

function notProxmox({ name, host, port }: ProxmoxAddress): string {
  return `What answers for "${name}" does not look like Proxmox VE. Is ${hostWithPort(host, port)} the right address, and is no other service between?`;
}

interface ErrorBody {
  message?: unknown;
  errors?: unknown;
}

/** Turns an answer that is not a success into words. `path` tells which node was asked for. */
export function explainAnswer(
  target: ProxmoxTarget,
  answer: HttpAnswer,
  path: string,
): AppError {
  const { status } = answer;
  const name = `"${target.name}"`;
  const body = errorBodyOf(answer);
  const said = proxmoxWords(
    typeof body?.message === "string" ? body.message : answer.reason,
  );
  const failure = (
    code: ErrorCode,
    message: string,
    fields?: Record<string, string>,
  ) => new AppError(code, message, fields ? { fields } : {});

  if (status >= 300 && status < 400)
    return failure("redirect_refused", redirect(target, answer));
  if (status === 401) return failure("auth_failed", refusedToken(target, said));
  if (isUnavailable(status)) {
    return failure(
      "pve_unavailable",
      `Proxmox VE on ${name} is not available at the moment (${quoted(status, said)}). Try again in a minute.`,
    );
  }
  if (
    status === 595 ||
    (status === 596 && /timed out|refused|route/i.test(said))
  ) {
    return failure(
      "node_unreachable",
      `${nodeOf(path)} cannot be reached from ${name} (${quoted(status, said)}). Is the node running?`,
    );
  }
  if (status === 596) {
    return failure(
      "node_tls",
      `${name} does not accept the certificate of ${nodeOf(path)} (${quoted(status, said)}). Run "pvecm updatecerts" on the nodes of the cluster.`,
    );
  }
  // Everything from here on is Proxmox VE's own, and says so: a page in HTML is somebody else's.
  if (isHtml(answer)) return failure("invalid_response", notProxmox(target));
  if (status === 403)
    return failure("permission_denied", missingPermission(target, said));
  if (status === 400) {
    const fields = fieldErrors(body);
    const details = Object.entries(fields ?? {}).map(
      ([field, text]) => `${field}: ${text}`,
    );
    return failure(
      "bad_request",
      `${name} refuses the request. ${details.length > 0 ? details.join("; ") : said}`,
      fields,
    );
  }
  if (status === 501 || status === 506) {
    return failure(
      "bad_request",
      `${name} does not know this request (${quoted(status, said)}). It may need a newer Proxmox VE.`,
    );
  }
  if (status === 500)
    return failure(
      "pve_error",
      `${name} answers: ${said === "" ? "internal error" : said}`,
    );
  return failure("invalid_response", notProxmox(target));
}

export function invalidResponse(
  address: ProxmoxAddress,
  cause?: unknown,
): AppError {
  return new AppError("invalid_response", notProxmox(address), { cause });
}

function errorBodyOf(answer: HttpAnswer): ErrorBody | undefined {
  try {
    const body: unknown = JSON.parse(answer.body);
    return typeof body === "object" && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

/** 597 to 599 are AnyEvent::HTTP's, the others those of a proxy in front. */
function isUnavailable(status: number): boolean {
  return [429, 502, 503, 504, 597, 598, 599].includes(status);
}

function isHtml({ headers }: HttpAnswer): boolean {
  return String(headers["content-type"] ?? "").startsWith("text/html");
}

function quoted(status: number, said: string): string {
  return said === "" ? String(status) : `${String(status)} ${said}`;
}

function nodeOf(path: string): string {
  const node = /^\/api2\/json\/nodes\/([A-Za-z0-9-]+)/.exec(path)?.[1];
  return node === undefined ? "Another node" : `The node ${node}`;
}

/** Only the host of the new place is told, and it is never followed: the token is for the host that was entered. */
function redirect(
  { name, host, port }: ProxmoxTarget,
  { headers }: HttpAnswer,
): string {
  const location = String(headers["location"] ?? "");
  const here = `https://${hostWithPort(host, port)}`;
  const elsewhere = URL.canParse(location, here)
    ? canonicalHost(new URL(location, here).hostname)
    : undefined;
  const advice =
    elsewhere === undefined || elsewhere === host
      ? "Enter the address of Proxmox VE itself."
      : `If ${proxmoxWords(elsewhere)} is your Proxmox VE, enter that address.`;
  return `"${name}" redirects to another place, which is not followed. ${advice}`;
}

function refusedToken({ name, token }: ProxmoxTarget, said: string): string {
  if (/^no ticket/i.test(said))
    return `"${name}" did not receive the API token: something between removes the Authorization header.`;
  return (
    `"${name}" refuses the API token ${tokenIdOf(token.reveal())}: it is mistyped, revoked or expired, or its user is disabled. ` +
    "Make a new one in Proxmox VE under Datacenter > Permissions > API Tokens, and enter it here."
  );
}

/** "Permission check failed (/vms/100, VM.PowerMgmt|VM.Console)", "Permission check failed (user != root@pam)", or no details at all. */
function missingPermission({ name }: ProxmoxTarget, said: string): string {
  const [, path, privileges] = /\((\/[^,()]*), ([\w.|]+)\)/.exec(said) ?? [];
  if (path !== undefined && privileges !== undefined) {
    return `The API token of "${name}" lacks ${privileges.split("|").join(" or ")} on ${path}. Grant it in Proxmox VE under Datacenter > Permissions.`;
  }
  if (/root@pam/.test(said))
    return `"${name}" allows this to root@pam alone, and to no API token.`;
  if (/API token/i.test(said))
    return `"${name}" does not allow this to API tokens (${said}).`;
  return `The API token of "${name}" may not do this (${said === "" ? "permission check failed" : said}). Grant it in Proxmox VE under Datacenter > Permissions.`;
}

function fieldErrors(
  body: ErrorBody | undefined,
): Record<string, string> | undefined {
  if (typeof body?.errors !== "object" || body.errors === null)
    return undefined;
  const entries = Object.entries(body.errors as Record<string, unknown>)
    .slice(0, 20)
    .flatMap(([field, text]): [string, string][] =>
      typeof text === "string"
        ? [[proxmoxWords(field), proxmoxWords(text)]]
        : [],
    );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
