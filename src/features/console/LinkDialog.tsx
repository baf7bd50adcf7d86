import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "@/components/ui/alert-dialog.tsx";

interface LinkDialogProps {
  url: string;
  onClose: () => void;
}

/** What stands in a terminal was put there by whoever can write to it: the address is shown whole before it is opened. */
export default function LinkDialog({ url, onClose }: LinkDialogProps) {
  return (
    <AlertDialog open onOpenChange={onClose}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Open this address?</AlertDialogTitle>
          <AlertDialogDescription>
            The guest shows it; Muster does not know where it leads.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <p className="rounded-md border bg-muted p-2 font-mono text-xs break-all">
          {new URL(url).href}
        </p>
        <AlertDialogFooter>
          <AlertDialogCancel>Cancel</AlertDialogCancel>
          <AlertDialogAction
            onClick={() => {
              window.open(url, "_blank", "noopener,noreferrer");
            }}
          >
            Open
          </AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
