import { Suspense, lazy, useEffect, useSyncExternalStore } from "react";
import { useTheme } from "@/hooks/useTheme.ts";
import { toaster } from "@/lib/toast.ts";

const Toaster = lazy(async () => {
  const [{ Toaster: Ui }, { toast }] = await Promise.all([
    import("@/components/ui/sonner.tsx"),
    import("sonner"),
  ]);
  return {
    default: function OpeningToaster() {
      const { theme } = useTheme();
      // An effect of the parent runs after the Toaster's own, which is when it listens.
      useEffect(() => {
        toaster.open(toast);
      }, []);
      return (
        <Ui
          theme={theme}
          position="bottom-right"
          className="toaster group font-sans!"
          // Above the phone's navigation.
          mobileOffset={{ bottom: "5rem" }}
        />
      );
    },
  };
});

/** Stands where messages appear (lib/toast.ts), and is empty until there is one. */
export function ToasterOnDemand() {
  const isWanted = useSyncExternalStore(toaster.subscribe, toaster.isWanted);
  return isWanted ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null;
}
