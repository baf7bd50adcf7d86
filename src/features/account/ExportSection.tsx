import { useMutation } from "@tanstack/react-query";
import { DownloadIcon } from "lucide-react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { downloadText } from "@/lib/downloadText.ts";
import { exportOwnData } from "@/lib/ownAccount.ts";

export function ExportSection() {
  const { mutate, isPending, error } = useMutation({
    mutationFn: exportOwnData,
    onSuccess: (data) => {
      const day = new Date().toISOString().slice(0, 10);
      downloadText(
        `muster-export-${day}.json`,
        `${JSON.stringify(data, null, 2)}\n`,
        "application/json",
      );
    },
    meta: { showsError: true },
  });

  return (
    <SettingsSection
      title="Your data"
      description="Profile, servers, saved views, assignments and activity, as one JSON file. API tokens are not in it: Muster hands them to nobody."
    >
      <div className="space-y-4">
        {error && <ErrorNotice error={error} />}
        <Button
          variant="outline"
          disabled={isPending}
          onClick={() => {
            mutate();
          }}
        >
          <DownloadIcon aria-hidden />
          {isPending ? "Exporting …" : "Export"}
        </Button>
      </div>
    </SettingsSection>
  );
}
