import { useServerPermissions } from "@/hooks/useProxmoxServers.ts";
import { missingConsolePrivilege, missingPrivilege } from "@/lib/vmPower.ts";
import type { Choice } from "./choice.ts";

/** Why the token may not do it; undefined if it may, or as far as is known. Asked only where somebody is about to choose it. */
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
  if (!data || !guest) return undefined;
  const privilege =
    choice?.kind === "power"
      ? missingPrivilege(data.permissions, guest, choice.action)
      : missingConsolePrivilege(data.permissions, guest);
  return privilege && `The token lacks ${privilege}`;
}
