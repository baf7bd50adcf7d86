import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import type { EndpointResponse } from "../contract/endpoint.ts";
import type {
  GuestConfigValue,
  GuestStatus,
  MetricsPoint,
  MetricsTimeframe,
  PendingChange,
  readGuest,
} from "../contract/guests.ts";
import type { ProxmoxClient } from "./client.ts";
import { isGone, type Guest } from "./guest.ts";
import {
  lenient,
  looseBoolean,
  looseNumber,
  looseText,
  rows,
} from "./loose.ts";
import { apiPath } from "./path.ts";
import { plainText } from "./plainText.ts";

const number = lenient(looseNumber);
const word = lenient(
  z.pipe(
    looseText,
    z.transform((text) => plainText(text, 1_000)),
  ),
);

/** GET …/status/current, of VMs and of containers. */
const statusSchema = z.object({
  status: z.string().check(z.maxLength(100)),
  qmpstatus: word,
  name: word,
  lock: word,
  tags: word,
  template: number,
  uptime: number,
  pid: number,
  cpu: number,
  cpus: number,
  mem: number,
  maxmem: number,
  balloon: number,
  freemem: number,
  swap: number,
  maxswap: number,
  disk: number,
  maxdisk: number,
  netin: number,
  netout: number,
  diskread: number,
  diskwrite: number,
  agent: number,
  serial: number,
  spice: number,
  "running-machine": word,
  "running-qemu": word,
  ha: lenient(z.object({ managed: number, state: word })),
});

/** GET …/pending: the settings in force and those that wait, the digest among them. What is a list or an object is not a setting. */
const pendingSchema = rows(
  z.object({
    key: z.string().check(z.regex(/^[\w-]{1,64}$/)),
    value: lenient(z.union([z.number(), z.string()])),
    pending: lenient(z.union([z.number(), z.string()])),
    delete: lenient(looseBoolean),
  }),
);

interface Settings {
  config: Record<string, GuestConfigValue>;
  digest: string | null;
  pending: PendingChange[];
}

type Details = Omit<EndpointResponse<typeof readGuest>, "node">;

/** State and configuration, side by side. One that cannot be read leaves the other; if neither can, the first says why. */
export async function readDetails(
  client: ProxmoxClient,
  guest: Guest,
): Promise<Details> {
  const [status, settings] = await Promise.all([
    outcomeOf(readStatus(client, guest)),
    outcomeOf(readSettings(client, guest)),
  ]);
  if (status instanceof AppError && settings instanceof AppError)
    // That it is not here is the most that can be said: then it is looked for elsewhere.
    throw isGone(settings) ? settings : status;
  return {
    ...(settings instanceof AppError
      ? { config: null, digest: null, pending: null }
      : settings),
    status: status instanceof AppError ? null : status,
    problems: {
      ...(status instanceof AppError && { status: status.toFailure() }),
      ...(settings instanceof AppError && { config: settings.toFailure() }),
    },
  };
}

async function outcomeOf<Result>(
  work: Promise<Result>,
): Promise<Result | AppError> {
  return await work.catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
}

async function readStatus(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
): Promise<GuestStatus> {
  return await client.get(
    apiPath`/nodes/${node}/${type}/${vmid}/status/current`,
    {},
    { schema: statusSchema },
  );
}

/** Proxmox VE writes stars for the password of cloud-init; not even those have to leave. */
const secretKeys: ReadonlySet<string> = new Set(["cipassword", "password"]);
const maxSettings = 1_000;
const maxValueLength = 16_384;

async function readSettings(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
): Promise<Settings> {
  const all = await client.get(
    apiPath`/nodes/${node}/${type}/${vmid}/pending`,
    {},
    { schema: pendingSchema },
  );
  const digest = all.find(({ key }) => key === "digest")?.value;
  const settings = all
    .filter(({ key }) => key !== "digest" && !secretKeys.has(key))
    .slice(0, maxSettings);
  return {
    config: Object.fromEntries(
      settings.flatMap(({ key, value }) =>
        value === undefined ? [] : [[key, clean(value)]],
      ),
    ),
    digest: typeof digest === "string" ? plainText(digest, 100) : null,
    pending: settings
      .filter((row) => row.pending !== undefined || row.delete)
      .map((row) => ({
        key: row.key,
        ...(row.value !== undefined && { value: clean(row.value) }),
        ...(row.pending !== undefined && { pending: clean(row.pending) }),
        ...(row.delete && { delete: true }),
      })),
  };
}

function clean(value: GuestConfigValue): GuestConfigValue {
  return typeof value === "number"
    ? value
    : plainText(value, maxValueLength, { lines: true });
}

/** GET …/rrddata: where nothing is known, a row has its time alone. */
const metricsSchema = rows(
  z.object({
    time: looseNumber,
    cpu: number,
    maxcpu: number,
    mem: number,
    maxmem: number,
    disk: number,
    maxdisk: number,
    netin: number,
    netout: number,
    diskread: number,
    diskwrite: number,
  }),
);
/** Proxmox VE 8 has 70; newer ones keep more. */
const maxPoints = 5_000;

export async function readMetrics(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
  timeframe: MetricsTimeframe,
): Promise<MetricsPoint[]> {
  const points = await client.get(
    apiPath`/nodes/${node}/${type}/${vmid}/rrddata`,
    { timeframe, cf: "AVERAGE" },
    { schema: metricsSchema },
  );
  return points.slice(-maxPoints).sort((a, b) => a.time - b.time);
}
