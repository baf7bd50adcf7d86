import * as z from "zod/mini";
import type { EndpointResponse } from "../contract/endpoint.ts";
import { AppError } from "../contract/errors.ts";
import type { readGuestAgent } from "../contract/guests.ts";
import type { ProxmoxClient } from "./client.ts";
import { isGone, type Guest } from "./guest.ts";
import { lenient, looseNumber, looseText, rows } from "./loose.ts";
import { apiPath, type ApiPath } from "./path.ts";
import { plainText } from "./plainText.ts";

type Inside = Omit<EndpointResponse<typeof readGuestAgent>, "node">;
type Interface = Inside["interfaces"][number];

/** For all that is asked of one guest: an agent that hangs keeps a worker of Proxmox VE busy, too. */
const deadlineMs = 3_000;

const nothing: Inside = {
  osName: null,
  hostname: null,
  interfaces: [],
  problem: null,
};

/** What runs inside a guest, as far as it says so in time. */
export async function readInside(
  client: ProxmoxClient,
  guest: Guest,
): Promise<Inside> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const ask: Ask = (path, schema) =>
    client.get(path, {}, { schema, signal: deadline, timeoutMs: deadlineMs });
  try {
    return guest.type === "qemu"
      ? await askAgent(ask, guest)
      : await askNode(ask, guest);
  } catch (error) {
    if (!(error instanceof AppError) || isGone(error)) throw error;
    return { ...nothing, problem: problemOf(error, guest).toFailure() };
  }
}

type Ask = <Schema extends z.ZodMiniType>(
  path: ApiPath,
  schema: Schema,
) => Promise<z.output<Schema>>;

function problemOf(error: AppError, { type, vmid }: Guest): AppError {
  return error.code === "timeout"
    ? new AppError(
        "timeout",
        `${type === "qemu" ? "The guest agent of VM" : "Container"} ${vmid} gave no answer within ${deadlineMs / 1000} s`,
      )
    : error;
}

const text = lenient(
  z.pipe(
    looseText,
    z.transform((value) => plainText(value, 200)),
  ),
);
const addressesSchema = lenient(
  rows(
    z.object({
      "ip-address": z.string().check(z.regex(/^[0-9a-fA-F:.]{2,45}$/)),
      prefix: lenient(looseNumber),
    }),
  ),
);
const interfacesSchema = rows(
  z.object({
    name: looseText,
    "hardware-address": text,
    hwaddr: text,
    "ip-addresses": addressesSchema,
    // Of containers, before 8.4: "10.0.0.5/24"
    inet: text,
    inet6: text,
  }),
);
const result = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.object({ result: schema });

/** The first question finds out whether there is an agent. Only then the others are asked, and they may fail. */
async function askAgent(ask: Ask, { node, vmid }: Guest): Promise<Inside> {
  const { result: os } = await ask(
    apiPath`/nodes/${node}/qemu/${vmid}/agent/get-osinfo`,
    result(
      z.object({
        "pretty-name": text,
        name: text,
        version: text,
        "kernel-release": text,
      }),
    ),
  );
  const [network, host] = await Promise.all([
    ask(
      apiPath`/nodes/${node}/qemu/${vmid}/agent/network-get-interfaces`,
      result(interfacesSchema),
    ).catch(asProblem),
    ask(
      apiPath`/nodes/${node}/qemu/${vmid}/agent/get-host-name`,
      result(z.object({ "host-name": text })),
    ).catch(asProblem),
  ]);
  return {
    osName: osNameOf(os),
    hostname: "result" in host ? (host.result["host-name"] ?? null) : null,
    interfaces: "result" in network ? network.result.map(toInterface) : [],
    problem: "result" in network ? null : network.toFailure(),
  };
}

function asProblem(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

interface OsInfo {
  "pretty-name"?: string | undefined;
  name?: string | undefined;
  version?: string | undefined;
  "kernel-release"?: string | undefined;
}

function osNameOf(os: OsInfo): string | null {
  const named = [os.name, os.version].filter(Boolean).join(" ");
  const kernel = os["kernel-release"];
  return os["pretty-name"] || named || (kernel ? `Kernel ${kernel}` : null);
}

/** A container has no agent: its node looks into it. */
async function askNode(ask: Ask, { node, vmid }: Guest): Promise<Inside> {
  const interfaces = await ask(
    apiPath`/nodes/${node}/lxc/${vmid}/interfaces`,
    z.nullable(interfacesSchema),
  );
  if (interfaces === null)
    throw new AppError("guest_stopped", `Container ${vmid} is switched off`);
  return { ...nothing, interfaces: interfaces.map(toInterface) };
}

const maxAddresses = 200;

function toInterface(
  row: z.output<typeof interfacesSchema>[number],
): Interface {
  const listed = (row["ip-addresses"] ?? []).map((address) => ({
    address: address["ip-address"],
    ...(address.prefix !== undefined && { prefix: address.prefix }),
  }));
  const older = [row.inet, row.inet6].flatMap((address) => {
    const [ip, prefix] = address?.split("/") ?? [];
    return ip
      ? [{ address: ip, ...(prefix && { prefix: Number(prefix) }) }]
      : [];
  });
  const macAddress = row["hardware-address"] ?? row.hwaddr;
  return {
    name: plainText(row.name, 100),
    ...(macAddress !== undefined && { macAddress }),
    addresses: (listed.length > 0 ? listed : older)
      .slice(0, maxAddresses)
      .map((address) => ({
        ...address,
        family: address.address.includes(":") ? 6 : 4,
      })),
  };
}
