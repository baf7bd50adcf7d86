import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";
import { vmTags } from "@/lib/vmTags.ts";
import { fit, matchText, meanFit } from "./matchText.ts";

export interface RankedGuest {
  vm: Vm;
  fit: number;
}

/** Who was chosen lately is meant again, if the words fit about as well. */
const recentBonus = 15;

interface Entry {
  name: string;
  /** The name with its numbers padded, so that plain comparison puts 2 before 10: a collator costs ten times as much. */
  order: string;
  vmid: string;
  tags: readonly string[];
  server: string;
  node: string;
}

/** Rows that did not change keep their identity between refreshes, so this is made once a row and not once a key. */
const entries = new WeakMap<Vm, Entry>();

function entryOf(vm: Vm): Entry {
  let entry = entries.get(vm);
  if (!entry) {
    const name = vm.name?.toLowerCase() ?? "";
    entry = {
      name,
      order: name.replace(/\d+/g, (digits) => digits.padStart(12, "0")),
      vmid: String(vm.vmid),
      tags: vmTags(vm).map((tag) => tag.toLowerCase()),
      server: vm.serverName.toLowerCase(),
      node: vm.node.toLowerCase(),
    };
    entries.set(vm, entry);
  }
  return entry;
}

/** What a field weighs beside the name: "berlin" means the guest of that name before the hundred on a server of that name. */
const weight = { tag: 0.55, server: 0.5, node: 0.45 };

function fitOf({ name, vmid, tags, server, node }: Entry, word: string) {
  let best = matchText(name, word);
  if (vmid === word) best = Math.max(best, 95);
  else if (vmid.startsWith(word)) best = Math.max(best, 50);
  for (const tag of tags) {
    best = Math.max(best, exactly(tag, word) * weight.tag);
  }
  best = Math.max(best, exactly(server, word) * weight.server);
  return Math.max(best, exactly(node, word) * weight.node);
}

/** Scattered letters are searched for in names alone: everywhere they would find everything. */
function exactly(text: string, word: string): number {
  return text.includes(word) ? matchText(text, word) : 0;
}

/** The guests that fit all words, the best `limit` of them in order, and how many of them the list finds, which takes each word as it is. */
export function rankGuests(
  vms: readonly Vm[],
  words: readonly string[],
  { limit, recent }: { limit: number; recent: ReadonlySet<string> },
): { best: readonly RankedGuest[]; count: number } {
  const best: RankedGuest[] = [];
  let count = 0;
  for (const vm of vms) {
    const entry = entryOf(vm);
    let least = Infinity;
    const mean = meanFit(words, (word) => {
      const value = fitOf(entry, word);
      least = Math.min(least, value);
      return value;
    });
    if (mean === 0) continue;
    if (least > fit.letters && !isTemplate(vm)) count += 1;
    const isRecent = recent.size > 0 && recent.has(vmKey(vm));
    insert(best, { vm, fit: mean + (isRecent ? recentBonus : 0) }, limit);
  }
  return { best, count };
}

/** Into its place among the best; sorting all would cost more than finding them. */
function insert(best: RankedGuest[], guest: RankedGuest, limit: number) {
  const last = best.at(-1);
  if (best.length >= limit && last && compare(last, guest) <= 0) return;
  let low = 0;
  let high = best.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = best[middle];
    if (other && compare(other, guest) <= 0) low = middle + 1;
    else high = middle;
  }
  best.splice(low, 0, guest);
  if (best.length > limit) best.pop();
}

function compare(a: RankedGuest, b: RankedGuest): number {
  const [one, other] = [entryOf(a.vm), entryOf(b.vm)];
  return (
    b.fit - a.fit ||
    stateRank(a.vm) - stateRank(b.vm) ||
    one.name.length - other.name.length ||
    compareText(one.order, other.order) ||
    compareText(one.server, other.server) ||
    a.vm.vmid - b.vm.vmid
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stateRank(vm: Vm): number {
  if (isTemplate(vm)) return 2;
  return vmState(vm) === "running" ? 0 : 1;
}
