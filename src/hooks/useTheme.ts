import { useSyncExternalStore } from "react";
import { useMutation } from "@tanstack/react-query";
import { useSessionUser } from "@/hooks/useSession.ts";
import { toAppError } from "@/lib/errors.ts";
import { changeProfile } from "@/lib/profiles.ts";
import {
  isDark,
  setTheme,
  storedTheme,
  subscribeToTheme,
  type Theme,
} from "@/lib/theme.ts";
import { toast } from "@/lib/toast.ts";

export function useTheme() {
  const theme = useSyncExternalStore(subscribeToTheme, storedTheme);
  const resolvedTheme = useSyncExternalStore(subscribeToTheme, () =>
    isDark() ? "dark" : "light",
  );
  return { theme, resolvedTheme } as const;
}

/** On this device at once, and with the account for all the others. */
export function useChooseTheme(): (theme: Theme) => void {
  const { id } = useSessionUser();
  const { mutate } = useMutation({
    mutationFn: (theme: Theme) => changeProfile(id, { theme }),
    onError: (error) => {
      toast.warning("The theme is kept on this device only", {
        description: toAppError(error).message,
      });
    },
    // One after the other: the last choice is the one that stays.
    scope: { id: "theme" },
    meta: { showsError: true },
  });
  return (theme) => {
    setTheme(theme);
    mutate(theme);
  };
}
