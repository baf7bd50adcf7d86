import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import {
  AlertDialogAction,
  AlertDialogCancel,
} from "@/components/ui/alert-dialog.tsx";

interface LinkDialogProps {
  url: string;
  onClose: () => void;
}

/** What stands in a terminal was put there by whoever can write to it: the address is shown whole before it is opened. */
export default function LinkDialog({ url, onClose }: LinkDialogProps) {
  if (!isWebLink(url)) return null;
  const { href, host } = new URL(url);
  return (
    <ConfirmDialog
      title="Open this address?"
      description={
        <>
          The guest shows it. It leads to{" "}
          <strong className="font-medium break-all text-foreground">
            {host}
          </strong>
          .
        </>
      }
      footer={
        <>
          <AlertDialogCancel>Cancel</AlertDialogCancel>
          <AlertDialogAction
            onClick={() => {
              window.open(href, "_blank", "noopener,noreferrer");
            }}
          >
            Open
          </AlertDialogAction>
        </>
      }
      onClose={onClose}
    >
      <p className="rounded-md border bg-muted p-2 font-mono text-xs break-all">
        {href}
      </p>
    </ConfirmDialog>
  );
}

/** Nothing else is opened, and nothing is asked about it. */
function isWebLink(url: string): boolean {
  return (
    URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol)
  );
}
