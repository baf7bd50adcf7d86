/* What may go wrong between a client and a cluster. One at a time per cluster, or for one of its nodes alone. */

const kinds = {
  latency: "answers after a time: latency=MS or latency=LOW-HIGH",
  silent: "accepts connections and never says a word",
  "silent-http": "completes TLS and never answers a request",
  refuse: "nothing listens: connection refused",
  "reset-connect": "resets every connection as soon as it is made",
  "reset-request": "resets when a request has arrived; nothing is done",
  "lost-answer": "does what is asked, then resets without an answer",
  "reset-body": "resets in the middle of the answer",
  "reset-after": "resets after a whole answer",
  truncated: "promises more body than it sends, then closes",
  endless: "a body that never ends",
  huge: "a valid answer with a body of some 12 MB",
  drip: "one byte of the answer every so often: drip=MS",
  "bad-json": "a body that is no JSON",
  "no-data": "JSON without data",
  html: "a web page",
  empty: "200 with an empty body",
  status: "answers every call with a status: status=503",
  redirect: "sends the client elsewhere",
  "certificate-expired": "a certificate that has run out",
  "certificate-other-name": "a certificate for another machine",
  "certificate-other-ca": "a certificate by another authority",
  "certificate-changed": "a new certificate by the same authority",
  "plain-http": "no TLS at all",
  tls12: "TLS 1.2 and nothing newer",
  "unauthorized-after":
    "tokens are refused after a time: unauthorized-after=MS",
  "hanging-node":
    "one node hangs; the others wait for it and say 596: hanging-node=NAME",
  "down-node": "one node is down; the others say 595: down-node=NAME",
} as const;

export type FaultKind = keyof typeof kinds;

export interface Fault {
  kind: FaultKind;
  /** Milliseconds, or a status code. */
  value?: number;
  /** The upper end of a range that begins with `value`. */
  upTo?: number;
  /** Only this node ails; without it, all of the cluster. */
  node?: string;
}

export const faultKinds = Object.keys(kinds) as FaultKind[];

export const describeFaults = () =>
  Object.entries(kinds)
    .map(([kind, meaning]) => `  ${kind.padEnd(24)}${meaning}`)
    .join("\n");

const isKind = (text: string): text is FaultKind => text in kinds;

/** `latency=20-118`, `hanging-node=pve2`, `silent@pve1`. */
export function parseFault(text: string): Fault {
  const [, kind = "", value, node] =
    /^([a-z0-9-]+)(?:=([^@]+))?(?:@(.+))?$/.exec(text) ?? [];
  if (!isKind(kind))
    throw new Error(
      `There is no fault "${text}". There are: ${faultKinds.join(", ")}`,
    );
  const fault: Fault = { kind, ...(node === undefined ? {} : { node }) };
  if (kind === "hanging-node" || kind === "down-node") {
    if (value === undefined) throw new Error(`Say which node: ${kind}=NAME`);
    return { kind, node: value };
  }
  if (value === undefined) return fault;
  const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(value) ?? [];
  if (low === undefined) throw new Error(`"${value}" is no number`);
  return {
    ...fault,
    value: Number(low),
    ...(high === undefined ? {} : { upTo: Number(high) }),
  };
}

/** How long a fault or a distance makes one exchange take. */
export const randomDelay = (low: number, high = low) =>
  low + Math.random() * (high - low);
