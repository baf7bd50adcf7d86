import { useServerPermissions } from "@/hooks/useProxmoxServers.ts";
import { actionLack, consoleLack } from "@/lib/vmPower.ts";
import type { Choice } from "./choice.ts";

/** Why this person may not do it; undefined if it may, or as far as is known. Asked only where somebody is about to choose it. */
export function useLack(
  choice: Choice | undefined,
  isNear: boolean,
): string | undefined {
  const guest =
    choice?.kind === "power" || choice?.kind === "console"
      ? choice.vm
      : undefined;
  const { data } = useServerPermissions(
    guest?.serverId ?? null,
    isNear && guest !== undefined,
  );
  if (!guest) return undefined;
  return choice?.kind === "power"
    ? actionLack(data?.permissions, guest, choice.action)
    : consoleLack(data?.permissions, guest);
}
