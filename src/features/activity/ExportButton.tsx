import { useMutation } from "@tanstack/react-query";
import { DownloadIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { activityCsv } from "@/features/activity/activityCsv.ts";
import { readAllActivity } from "@/hooks/useActivity.ts";
import type { ActivityFilter } from "@/lib/activity.ts";
import { downloadText } from "@/lib/downloadText.ts";

interface ExportButtonProps {
  filter: ActivityFilter;
}

/** The whole of what the filter lets through, not only what the page has loaded. */
export function ExportButton({ filter }: ExportButtonProps) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => readAllActivity(filter),
    onSuccess: ({ rows, people }) => {
      const day = new Date().toISOString().slice(0, 10);
      downloadText(
        `muster-activity-${day}.csv`,
        activityCsv(rows, people),
        "text/csv",
      );
    },
  });

  return (
    <Button
      variant="outline"
      size="sm"
      disabled={isPending}
      onClick={() => {
        mutate();
      }}
    >
      <DownloadIcon aria-hidden />
      {isPending ? "Exporting …" : "Export CSV"}
    </Button>
  );
}
