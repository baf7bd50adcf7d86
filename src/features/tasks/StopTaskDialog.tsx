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
import { buttonVariants } from "@/components/ui/button.tsx";
import { useStopTask } from "@/hooks/useTaskLog.ts";
import { displayText } from "@/lib/displayText.ts";
import { taskWords } from "@/lib/taskWords.ts";

interface StopTaskDialogProps {
  task: { serverId: string | null; upid: string; type: string; id: string };
  onClose: () => void;
}

export function StopTaskDialog({ task, onClose }: StopTaskDialogProps) {
  const { mutate } = useStopTask();
  const { serverId, upid, type, id } = task;

  return (
    <AlertDialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle className="break-words">
            Stop this task?
          </AlertDialogTitle>
          <AlertDialogDescription>
            {taskWords(type)} {displayText(id)} is broken off where it stands.
            What it has done so far is not taken back, and a guest may stay
            locked.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <AlertDialogFooter>
          <AlertDialogCancel>Let it run</AlertDialogCancel>
          <AlertDialogAction
            className={buttonVariants({ variant: "destructive" })}
            onClick={() => {
              mutate({ serverId, upid });
            }}
          >
            Stop task
          </AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
