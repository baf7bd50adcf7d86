import { useMutation } from "@tanstack/react-query";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { signOut } from "@/lib/session.ts";

export function SessionsSection() {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (scope: "local" | "global") => signOut(scope),
    meta: { showsError: true },
  });

  return (
    <SettingsSection
      title="Sessions"
      description="Lost a device, or signed in on one that is not yours?"
    >
      <div className="space-y-4">
        {error && <ErrorNotice error={error} />}
        <div className="flex flex-wrap gap-2">
          <Button
            variant="outline"
            disabled={isPending}
            onClick={() => {
              mutate("local");
            }}
          >
            Sign out
          </Button>
          <Button
            variant="outline"
            disabled={isPending}
            onClick={() => {
              mutate("global");
            }}
          >
            Sign out everywhere
          </Button>
        </div>
      </div>
    </SettingsSection>
  );
}
