import { useMutation } from "@tanstack/react-query";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { signOutOtherDevices } from "@/lib/ownAccount.ts";
import { signOut } from "@/lib/session.ts";
import { toast } from "@/lib/toast.ts";

const ways = {
  "Sign out": () => signOut("local"),
  "Sign out other devices": async () => {
    await signOutOtherDevices();
    toast.success("Your other devices are signed out", {
      description: "Their last token ends within the hour.",
    });
  },
  "Sign out everywhere": () => signOut("global"),
};

export function SessionsSection() {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (way: keyof typeof ways) => ways[way](),
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
          {(Object.keys(ways) as (keyof typeof ways)[]).map((way) => (
            <Button
              key={way}
              variant="outline"
              disabled={isPending}
              onClick={() => {
                mutate(way);
              }}
            >
              {way}
            </Button>
          ))}
        </div>
      </div>
    </SettingsSection>
  );
}
