import { useState } from "react";
import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { useGuestBackups } from "@/hooks/useGuest.ts";
import { useGuestTask } from "@/hooks/useGuestTask.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes } from "@/lib/format.ts";
import { guestApi } from "@/lib/guestApi.ts";
import type { GuestStorage } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import { vmState } from "@/lib/vmPower.ts";
import { CheckField } from "../CheckField.tsx";
import type { GuestView } from "../guestView.ts";
import { lackOf } from "../reasons.ts";

const modes = ["snapshot", "suspend", "stop"] as const;
/** Not an object: its key "0" would come first. */
const compressions = [
  ["zstd", "Zstandard"],
  ["gzip", "gzip"],
  ["lzo", "LZO"],
  ["0", "None"],
] as const;

const schema = z.object({
  storage: z.string().check(z.minLength(1, "Choose a storage")),
  mode: z.enum(modes),
  compress: z._default(z.enum(["zstd", "gzip", "lzo", "0"]), "zstd"),
  notes: z.string().check(z.maxLength(800, "At most 800 characters")),
  protected: z.optional(z.string()),
});

interface BackupDialogProps {
  view: GuestView;
  onClose: () => void;
}

export function BackupDialog({ view, onClose }: BackupDialogProps) {
  const { guest, vm, permissions } = view;
  const begin = useGuestTask();
  const { data, error, isPending, refetch } = useGuestBackups(guest);
  const storages = data?.storages ?? [];
  const [chosen, setChosen] = useState<string>();
  const [mode, setMode] = useState<(typeof modes)[number]>("snapshot");
  const name = vmName(vm);
  const lackFor = ({ storage }: GuestStorage) =>
    lackOf(permissions, `/storage/${storage}`, "Datastore.AllocateSpace");
  const storage =
    storages.find((one) => one.storage === chosen) ??
    storages.find((one) => !lackFor(one)) ??
    storages[0];

  const form = useSmallForm(schema, async (values) => {
    const { notes } = values;
    await begin({
      guest,
      words: {
        progress: `Backing up ${name}`,
        done: `${name} is backed up on ${displayText(values.storage)}`,
        failed: `${name} was not backed up`,
      },
      send: () =>
        guestApi.backUpGuest({
          ...guest,
          storage: values.storage,
          mode: values.mode,
          compress: values.compress,
          ...(notes.trim() !== "" && { notes: notes.trim() }),
          protected: values.protected !== undefined,
        }),
    });
    onClose();
  });
  const { errors } = form;
  const isServer = storage?.plugintype === "pbs";

  return (
    <FormDialog
      title={`Back up ${name}`}
      description="Older backups stay, whatever the storage is set to keep."
      verb="Back up"
      form={form}
      reason={reasonOf(storage, isPending, error, lackFor)}
      onClose={onClose}
    >
      {error && !data && (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      )}
      <FormField label="Storage" error={errors.storage}>
        {(control) => (
          <NativeSelect
            {...control}
            name="storage"
            className="w-full"
            value={storage?.storage ?? ""}
            onChange={(event) => {
              setChosen(event.target.value);
            }}
          >
            {storages.map((one) => (
              <NativeSelectOption key={one.storage} value={one.storage}>
                {displayText(one.storage)}
                {one.avail !== undefined && ` (${formatBytes(one.avail)} free)`}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        )}
      </FormField>
      <FormField
        label="Mode"
        error={errors.mode}
        hint={modeHint(mode, vm.type, vmState(vm) === "running")}
      >
        {(control) => (
          <NativeSelect
            {...control}
            name="mode"
            className="w-full"
            value={mode}
            onChange={(event) => {
              setMode(modes.find((one) => one === event.target.value) ?? mode);
            }}
          >
            <NativeSelectOption value="snapshot">Snapshot</NativeSelectOption>
            <NativeSelectOption value="suspend">Suspend</NativeSelectOption>
            <NativeSelectOption value="stop">Stop</NativeSelectOption>
          </NativeSelect>
        )}
      </FormField>
      {isServer ? (
        <p className="text-xs text-muted-foreground">
          A Proxmox Backup Server compresses by itself.
        </p>
      ) : (
        <FormField label="Compression" error={errors.compress}>
          {(control) => (
            <NativeSelect {...control} name="compress" className="w-full">
              {compressions.map(([value, label]) => (
                <NativeSelectOption key={value} value={value}>
                  {label}
                </NativeSelectOption>
              ))}
            </NativeSelect>
          )}
        </FormField>
      )}
      <FormField
        label="Notes"
        isOptional
        error={errors.notes}
        hint="{{guestname}}, {{vmid}}, {{node}} and {{cluster}} are filled in."
      >
        {(control) => (
          <Input {...control} name="notes" defaultValue="{{guestname}}" />
        )}
      </FormField>
      <CheckField
        name="protected"
        label="Protected"
        hint="Nobody deletes it, by hand or by retention, until the protection is taken off."
      />
    </FormDialog>
  );
}

function reasonOf(
  storage: GuestStorage | undefined,
  isPending: boolean,
  error: Error | null,
  lackFor: (storage: GuestStorage) => string | undefined,
): string | undefined {
  if (isPending) return "Looking for storages that take backups …";
  if (storage) return lackFor(storage);
  return error ? "" : "No storage that the token may see takes backups.";
}

function modeHint(
  mode: (typeof modes)[number],
  type: "qemu" | "lxc",
  isRunning: boolean,
): string {
  if (!isRunning) return "The guest is off: the modes do not differ.";
  switch (mode) {
    case "snapshot":
      return type === "qemu"
        ? "It runs on. With a guest agent, its file systems are consistent."
        : "It runs on, if its storage can take snapshots.";
    case "suspend":
      return "It stands still for a while.";
    case "stop":
      return type === "qemu"
        ? "It is shut down and started again at once; the backup is taken while it runs."
        : "It is shut down, and started again after the backup.";
  }
}
