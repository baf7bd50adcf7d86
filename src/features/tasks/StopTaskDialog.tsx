import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import {
  AlertDialogAction,
  AlertDialogCancel,
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
    <ConfirmDialog
      title="Stop this task?"
      description={`${taskWords(type)} ${displayText(id)} is broken off where it stands. What it has done so far is not taken back, and a guest may stay locked.`}
      footer={
        <>
          <AlertDialogCancel>Let it run</AlertDialogCancel>
          <AlertDialogAction
            className={buttonVariants({ variant: "destructive" })}
            onClick={() => {
              mutate({ serverId, upid });
            }}
          >
            Stop task
          </AlertDialogAction>
        </>
      }
      onClose={onClose}
    />
  );
}
