import { Suspense, lazy, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";

const DeleteAccountDialog = lazy(
  () => import("@/features/account/DeleteAccountDialog.tsx"),
);

export function DeleteAccountSection() {
  const [isAsking, setIsAsking] = useState(false);

  return (
    <SettingsSection
      title="Delete account"
      description="Your account, with everything that belongs to it. Your guests run on."
    >
      <Button
        variant="outline"
        className="text-destructive hover:text-destructive"
        onClick={() => {
          setIsAsking(true);
        }}
      >
        Delete account …
      </Button>
      {isAsking && (
        <Suspense>
          <DeleteAccountDialog
            onClose={() => {
              setIsAsking(false);
            }}
          />
        </Suspense>
      )}
    </SettingsSection>
  );
}
