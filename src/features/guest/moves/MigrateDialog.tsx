import { useState } from "react";
import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Notice } from "@/components/Notice.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useMigrationCheck } from "@/hooks/useGuest.ts";
import { useGuestTask } from "@/hooks/useGuestTask.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes } from "@/lib/format.ts";
import { guestApi } from "@/lib/guestApi.ts";
import type { MigrationCheck } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import type { GuestView } from "../guestView.ts";
import { storageLabel, storagesOn } from "./storages.ts";

interface MigrateDialogProps {
  view: GuestView;
  onClose: () => void;
}

/** To another node of its cluster, after Proxmox VE's own check. */
export function MigrateDialog({ view, onClose }: MigrateDialogProps) {
  const { data, error, isPending, refetch } = useMigrationCheck(view.guest);
  const name = vmName(view.vm);

  if (data && data.nodes.length > 0) {
    return <MigrateForm view={view} check={data} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={`Migrate ${name}`}
      description={
        isPending
          ? "Proxmox VE checks where it can go."
          : "A guest moves within its cluster."
      }
      verb="Migrate"
      reason={data ? "Its cluster has no other node." : ""}
      form={{ formProps: {}, error: undefined, isPending: false }}
      onClose={onClose}
    >
      {isPending && <Skeleton className="h-32" />}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
    </FormDialog>
  );
}

const schema = z.object({
  target: z.string().check(z.minLength(1, "Choose a node")),
  targetstorage: z.optional(z.string()),
});

interface MigrateFormProps extends MigrateDialogProps {
  check: MigrationCheck;
}

function MigrateForm({ view, check, onClose }: MigrateFormProps) {
  const { guest, vm } = view;
  const begin = useGuestTask();
  const name = vmName(vm);
  const [chosen, setChosen] = useState<string>();
  const firstAllowed = check.nodes.find(({ allowed }) => allowed)?.node;
  const target = chosen ?? firstAllowed ?? "";
  const disks = check.localDisks.filter(({ cdrom }) => !cdrom);

  const form = useSmallForm(schema, async (values) => {
    const there = displayText(values.target);
    await begin({
      guest,
      words: {
        progress: `Migrating ${name} to ${there}`,
        done: `${name} is on ${there} now`,
        failed: `${name} was not migrated to ${there}`,
      },
      send: () =>
        guestApi.migrateGuest({
          ...guest,
          target: values.target,
          ...(guest.type === "qemu"
            ? {
                online: check.running,
                ...(disks.length > 0 && { "with-local-disks": true }),
              }
            : check.running && { restart: true }),
          ...(values.targetstorage && { targetstorage: values.targetstorage }),
        }),
    });
    onClose();
  });
  const { errors } = form;
  const isStuck = check.running && check.localResources.length > 0;
  const refused = check.nodes.filter(({ allowed }) => !allowed);

  return (
    <FormDialog
      title={`Migrate ${name}`}
      description={
        !check.running
          ? "It is off, and stays off on the other node."
          : guest.type === "qemu"
            ? "It runs on while it moves."
            : "A container cannot move while it runs: it is shut down, moved and started again."
      }
      verb="Migrate"
      form={form}
      reason={
        isStuck
          ? `A running guest cannot take this along: ${check.localResources.map(displayText).join(", ")}.`
          : firstAllowed === undefined
            ? "No other node can take it."
            : undefined
      }
      onClose={onClose}
    >
      <FormField label="To node" error={errors.target}>
        {(control) => (
          <NativeSelect
            {...control}
            name="target"
            className="w-full"
            value={target}
            onChange={(event) => {
              setChosen(event.target.value);
            }}
          >
            {check.nodes.map(({ node, allowed }) => (
              <NativeSelectOption key={node} value={node} disabled={!allowed}>
                {displayText(node)}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        )}
      </FormField>
      {refused.length > 0 && (
        <ul className="space-y-1 text-xs text-muted-foreground">
          {refused.map(({ node, reason }) => (
            <li key={node}>
              <span className="text-foreground">{displayText(node)}</span>:{" "}
              {displayText(reason ?? "Proxmox VE does not allow it")}
            </li>
          ))}
        </ul>
      )}
      {disks.length > 0 && (
        <>
          <Notice>
            {disks.length === 1 ? "One disk lies" : `${disks.length} disks lie`}{" "}
            on this node alone and {disks.length === 1 ? "is" : "are"} copied,
            which takes its time:{" "}
            {disks.map(({ volid, size }, index) => (
              <span key={volid}>
                {index > 0 && ", "}
                {displayText(volid)}
                {size !== undefined && ` (${formatBytes(size)})`}
              </span>
            ))}
          </Notice>
          <FormField label="Storage there" error={errors.targetstorage}>
            {(control) => (
              <NativeSelect
                {...control}
                name="targetstorage"
                className="w-full"
              >
                <NativeSelectOption value="">
                  Of the same name as here
                </NativeSelectOption>
                {storagesOn(check.storages, target).map((storage) => (
                  <NativeSelectOption
                    key={storage.storage}
                    value={storage.storage}
                  >
                    {storageLabel(storage)}
                  </NativeSelectOption>
                ))}
              </NativeSelect>
            )}
          </FormField>
        </>
      )}
    </FormDialog>
  );
}
