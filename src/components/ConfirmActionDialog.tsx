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
import { displayText } from "@/lib/displayText.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import { actionConsequence, confirmationTone } from "@/lib/vmPower.ts";

interface ConfirmActionDialogProps {
  vm: Vm;
  action: VmAction;
  /** The action that is still running and would be broken off. */
  overrules: VmAction | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Names the guest and its server: the same name may stand on ten of them. */
export default function ConfirmActionDialog({
  vm,
  action,
  overrules,
  onConfirm,
  onClose,
}: ConfirmActionDialogProps) {
  const { label } = vmActionWords[action];

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
            {label} {vmName(vm)}?
          </AlertDialogTitle>
          <AlertDialogDescription>
            {actionConsequence[action]}
            {overrules &&
              ` The ${vmActionWords[overrules].label.toLowerCase()} that is running is broken off.`}
          </AlertDialogDescription>
        </AlertDialogHeader>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-md bg-muted/60 px-3 py-2 text-sm [&_dt]:text-muted-foreground">
          <dt>Guest</dt>
          <dd>
            {vmTypeLabel[vm.type]} {vm.vmid}
          </dd>
          <dt>Server</dt>
          <dd className="break-words">{displayText(vm.serverName)}</dd>
          <dt>Node</dt>
          <dd>{displayText(vm.node)}</dd>
        </dl>
        <AlertDialogFooter>
          <AlertDialogCancel>Cancel</AlertDialogCancel>
          <AlertDialogAction
            className={
              confirmationTone[action] === "danger"
                ? buttonVariants({ variant: "destructive" })
                : undefined
            }
            onClick={onConfirm}
          >
            {label}
          </AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
