import { displayText } from "@/lib/displayText.ts";
import { nodeGuestsPath } from "@/lib/listPaths.ts";
import { guestPath } from "@/lib/paths.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";
import {
  actionBlock,
  actionsWhile,
  availableActions,
  hasConsole,
} from "@/lib/vmPower.ts";
import type { Choice } from "./choice.ts";
import type { Verb } from "./verbs.ts";

/** What can be done with a guest in its state, as on its card. */
export function guestActions(
  vm: Vm,
  pendingAction: VmAction | undefined,
): Choice[] {
  const actions = actionBlock(vm)
    ? []
    : pendingAction
      ? actionsWhile(pendingAction)
      : availableActions(vm);
  return [
    ...(hasConsole(vm) ? [{ kind: "console", vm } as const] : []),
    ...actions.map((action) => ({ kind: "power", vm, action }) as const),
  ];
}

/** All that a chosen guest offers, its page first. */
export function guestChoices(
  vm: Vm,
  pendingAction: VmAction | undefined,
): Choice[] {
  const node = { serverKey: serverKey(vm.serverId), node: vm.node };
  return [
    { kind: "link", id: "open", label: "Open its page", path: guestPath(vm) },
    ...guestActions(vm, pendingAction),
    {
      kind: "link",
      id: "node",
      label: `All guests of node ${displayText(vm.node)}`,
      path: nodeGuestsPath(node),
    },
  ];
}

export function isWanted(choice: Choice, wanted: readonly Verb[]): boolean {
  return (
    (choice.kind === "console" && wanted.includes("console")) ||
    (choice.kind === "power" && wanted.includes(choice.action))
  );
}
