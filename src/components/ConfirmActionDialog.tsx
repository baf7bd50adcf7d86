import { useState } from "react";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import {
  AlertDialogAction,
  AlertDialogCancel,
} from "@/components/ui/alert-dialog.tsx";
import { buttonVariants } from "@/components/ui/button.tsx";
import { ShutdownOptions } from "@/components/ShutdownOptions.tsx";
import { useServerVersion } from "@/hooks/useProxmoxServers.ts";
import { useRunningShutdown } from "@/hooks/useTasks.ts";
import { actionConsequence } from "@/lib/actionConsequence.ts";
import { actionOptions, canOverruleShutdown } from "@/lib/actionOptions.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Vm, VmAction, VmActionOptions } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import { confirmationTone } from "@/lib/vmPower.ts";

interface ConfirmActionDialogProps {
  vm: Vm;
  action: VmAction;
  /** What this page has begun, is still running and would be broken off. */
  overrules: VmAction | undefined;
  onConfirm: (options?: VmActionOptions) => void;
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
  const [choice, setChoice] = useState({ seconds: "", forceStop: false });
  const shutdown = useRunningShutdown(vm, action === "stop");
  const overruled = overrules ?? shutdown;
  const version = useServerVersion(vm.serverId);
  const canOverrule = canOverruleShutdown(version);
  const isDanger = confirmationTone[action] === "danger" || choice.forceStop;

  return (
    <ConfirmDialog
      title={`${label} ${vmName(vm)}?`}
      description={
        <>
          {actionConsequence[action]}
          {choice.forceStop &&
            " If that takes too long, its power is cut: unsaved data is lost."}
          {overruled && overruleWords(overruled, canOverrule)}
        </>
      }
      footer={
        <>
          <AlertDialogCancel>Cancel</AlertDialogCancel>
          <AlertDialogAction
            className={
              isDanger ? buttonVariants({ variant: "destructive" }) : undefined
            }
            onClick={() => {
              const overrules = overruled !== undefined && canOverrule;
              onConfirm(actionOptions(action, { ...choice, overrules }));
            }}
          >
            {label}
          </AlertDialogAction>
        </>
      }
      onClose={onClose}
    >
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
      {(action === "shutdown" || action === "reboot") && (
        <ShutdownOptions action={action} choice={choice} onChange={setChoice} />
      )}
    </ConfirmDialog>
  );
}

function overruleWords(overruled: VmAction, canOverrule: boolean): string {
  const name = vmActionWords[overruled].label.toLowerCase();
  return canOverrule
    ? ` The ${name} that is running is broken off.`
    : ` A ${name} is running, which Proxmox VE breaks off by itself from 8.2 on: on this server stop its task first, or the stop waits for it and may fail.`;
}
