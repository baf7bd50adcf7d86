import type { GuestType } from "@/lib/types.ts";

/** Fields whose value is a text, compared as a whole; `*` stands for anything. Only `name:` finds parts. */
export const textFields = [
  "name",
  "id",
  "tag",
  "node",
  "server",
  "pool",
] as const;
export type TextField = (typeof textFields)[number];

/** Fields that are compared with a quantity. */
export const quantityFields = ["cpu", "mem", "disk", "uptime"] as const;
export type QuantityField = (typeof quantityFields)[number];

export type SearchField = TextField | QuantityField | "status" | "type";

/** In the order in which they are offered. */
export const searchFields: readonly SearchField[] = [
  "name",
  "tag",
  "status",
  "server",
  "node",
  "pool",
  "type",
  "id",
  ...quantityFields,
];

export const statusWords = [
  "running",
  "stopped",
  "paused",
  "hibernated",
  "unknown",
  "locked",
  "template",
] as const;
export type StatusWord = (typeof statusWords)[number];

/** Proxmox VE writes VM and CT on its pages, qemu and lxc in its API. */
export const typeWords: ReadonlyMap<string, GuestType> = new Map([
  ["vm", "qemu"],
  ["ct", "lxc"],
  ["qemu", "qemu"],
  ["lxc", "lxc"],
]);

export type Comparison = ">" | ">=" | "<" | "<=";

export type QuantityUnit = "percent" | "bytes" | "seconds" | "number";
export interface Quantity {
  unit: QuantityUnit;
  amount: number;
}

/** What is asked of a guest. An "and" of nothing lets everything through. */
export type Query =
  | { kind: "and" | "or"; parts: readonly Query[] }
  | { kind: "not"; part: Query }
  | { kind: "text"; text: string }
  | { kind: "field"; field: TextField; isWhole: boolean; value: string }
  | { kind: "status"; status: StatusWord }
  | { kind: "type"; type: GuestType }
  | {
      kind: "compare";
      field: QuantityField | "id";
      comparison: Comparison;
      quantity: Quantity;
    };

export const emptyQuery: Query = { kind: "and", parts: [] };

/** Whether templates, which otherwise stand apart, are asked for: by name, or for what holds them up as it does any guest. */
export function asksForTemplates(query: Query): boolean {
  switch (query.kind) {
    case "and":
    case "or":
      return query.parts.some(asksForTemplates);
    case "status":
      return query.status === "template" || query.status === "locked";
    case "not":
    case "text":
    case "field":
    case "type":
    case "compare":
      return false;
  }
}
