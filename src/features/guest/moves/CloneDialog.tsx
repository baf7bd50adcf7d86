import { useState } from "react";
import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Notice } from "@/components/Notice.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useCloneOptions, useGuestSnapshots } from "@/hooks/useGuest.ts";
import { useGuestTask } from "@/hooks/useGuestTask.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import { guestApi } from "@/lib/guestApi.ts";
import type { CloneOptions } from "@/lib/types.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";
import type { GuestView } from "../guestView.ts";
import { lackOf } from "../reasons.ts";
import { storageLabel, storagesOn } from "./storages.ts";

interface CloneDialogProps {
  view: GuestView;
  onClose: () => void;
}

/** A copy under another number. */
export function CloneDialog({ view, onClose }: CloneDialogProps) {
  const { data, error, isPending, refetch } = useCloneOptions(view.guest);

  if (data) {
    return <CloneForm view={view} options={data} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={`Clone ${vmName(view.vm)}`}
      description="Looking for a free number, nodes and storages."
      verb="Clone"
      reason=""
      form={{ formProps: {}, error: undefined, isPending: false }}
      onClose={onClose}
    >
      {isPending && <Skeleton className="h-40" />}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
    </FormDialog>
  );
}

const schema = z.object({
  newid: z
    .string()
    .check(z.regex(/^[1-9]\d{2,8}$/, "Give a number from 100 to 999999999")),
  name: z
    .string()
    .check(
      z.maxLength(253, "At most 253 characters"),
      z.regex(
        /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)?$/,
        "Use letters, digits, - and dots",
      ),
    ),
  target: z.string(),
  mode: z.optional(z.enum(["full", "linked"])),
  snapname: z.optional(z.string()),
  storage: z.optional(z.string()),
  pool: z.optional(z.string()),
});

interface CloneFormProps extends CloneDialogProps {
  options: CloneOptions;
}

function CloneForm({ view, options, onClose }: CloneFormProps) {
  const { guest, vm, permissions } = view;
  const begin = useGuestTask();
  const snapshots = useGuestSnapshots(guest).data?.snapshots ?? [];
  const [target, setTarget] = useState(guest.node);
  const [isLinked, setIsLinked] = useState(options.canLink);
  const name = vmName(vm);
  const kind = vmTypeLabel[guest.type];
  // Proxmox VE copies no container that runs, but its snapshots.
  const needsSnapshot =
    guest.type === "lxc" && vmState(vm) === "running" && !isTemplate(vm);

  const form = useSmallForm(schema, async (values) => {
    const newid = Number(values.newid);
    const called = values.name === "" ? `${kind} ${newid}` : values.name;
    await begin({
      guest,
      words: {
        progress: `Cloning ${name} as ${called}`,
        done: `${name} is cloned as ${called} (${newid})`,
        failed: `${name} was not cloned`,
      },
      send: () =>
        guestApi.cloneGuest({
          ...guest,
          newid,
          full: values.mode !== "linked",
          ...(values.name && { name: values.name }),
          ...(values.target !== guest.node && { target: values.target }),
          ...(values.mode !== "linked" &&
            values.storage && { storage: values.storage }),
          ...(values.snapname && { snapname: values.snapname }),
          ...(values.pool && { pool: values.pool }),
        }),
    });
    onClose();
  });
  const { errors } = form;
  const reason =
    needsSnapshot && snapshots.length === 0
      ? "A running container is cloned from a snapshot: take one first, or shut it down."
      : options.pools.length === 0
        ? lackOf(permissions, "/vms", "VM.Allocate")
        : undefined;

  return (
    <FormDialog
      title={`Clone ${name}`}
      description={
        isTemplate(vm)
          ? "A new guest from this template."
          : "A copy with its own number, disks and network addresses."
      }
      verb="Clone"
      form={form}
      reason={reason}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <FormField label="VMID" error={errors.newid}>
          {(control) => (
            <Input
              {...control}
              name="newid"
              inputMode="numeric"
              autoComplete="off"
              defaultValue={options.nextVmid ?? ""}
            />
          )}
        </FormField>
        <FormField
          label={guest.type === "lxc" ? "Host name" : "Name"}
          isOptional
          error={errors.name}
        >
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </FormField>
      </div>
      {options.canLink && (
        <FormField
          label="Kind"
          error={errors.mode}
          hint={
            isLinked
              ? "Ready at once and small. It needs the template for as long as it lives."
              : "A whole copy. It takes the time and the space of all its disks."
          }
        >
          {(control) => (
            <NativeSelect
              {...control}
              name="mode"
              className="w-full"
              value={isLinked ? "linked" : "full"}
              onChange={(event) => {
                setIsLinked(event.target.value === "linked");
              }}
            >
              <NativeSelectOption value="linked">
                Linked clone
              </NativeSelectOption>
              <NativeSelectOption value="full">Full clone</NativeSelectOption>
            </NativeSelect>
          )}
        </FormField>
      )}
      {snapshots.length > 0 && (
        <FormField
          label="State"
          error={errors.snapname}
          hint={
            needsSnapshot &&
            "Proxmox VE clones a running container from a snapshot only."
          }
        >
          {(control) => (
            <NativeSelect {...control} name="snapname" className="w-full">
              {!needsSnapshot && (
                <NativeSelectOption value="">As it is now</NativeSelectOption>
              )}
              {snapshots.map((snapshot) => (
                <NativeSelectOption key={snapshot.name} value={snapshot.name}>
                  Snapshot {displayText(snapshot.name)}
                </NativeSelectOption>
              ))}
            </NativeSelect>
          )}
        </FormField>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField label="Node" error={errors.target}>
          {(control) => (
            <NativeSelect
              {...control}
              name="target"
              className="w-full"
              value={target}
              onChange={(event) => {
                setTarget(event.target.value);
              }}
            >
              {[...new Set([guest.node, ...options.nodes])].map((node) => (
                <NativeSelectOption key={node} value={node}>
                  {displayText(node)}
                </NativeSelectOption>
              ))}
            </NativeSelect>
          )}
        </FormField>
        {!isLinked && (
          <FormField label="Storage" error={errors.storage}>
            {(control) => (
              <NativeSelect {...control} name="storage" className="w-full">
                <NativeSelectOption value="">
                  The same as now
                </NativeSelectOption>
                {storagesOn(options.storages, target).map((storage) => (
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
        )}
      </div>
      {options.pools.length > 0 && (
        <FormField label="Pool" isOptional error={errors.pool}>
          {(control) => (
            <NativeSelect {...control} name="pool" className="w-full">
              <NativeSelectOption value="">None</NativeSelectOption>
              {options.pools.map((pool) => (
                <NativeSelectOption key={pool} value={pool}>
                  {displayText(pool)}
                </NativeSelectOption>
              ))}
            </NativeSelect>
          )}
        </FormField>
      )}
      {target !== guest.node && (
        <Notice>
          To another node, Proxmox VE clones only what lies on shared storages.
        </Notice>
      )}
    </FormDialog>
  );
}
