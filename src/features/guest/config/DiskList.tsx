import {
  Disc3Icon,
  FolderIcon,
  HardDriveIcon,
  UnplugIcon,
  type LucideIcon,
} from "lucide-react";
import { displayText } from "@/lib/displayText.ts";
import type { GuestType } from "@/lib/types.ts";
import { Section } from "../Section.tsx";
import { readDisks, type Disk, type GuestConfig } from "./disks.ts";
import { Options } from "./Options.tsx";

interface DiskListProps {
  config: GuestConfig;
  type: GuestType;
}

export function DiskList({ config, type }: DiskListProps) {
  const disks = readDisks(config, type);
  return (
    <Section title="Disks">
      {disks.length === 0 ? (
        <p className="px-4 py-3 text-muted-foreground">
          None: the guest keeps nothing.
        </p>
      ) : (
        <ul className="divide-y">
          {disks.map((disk) => (
            <DiskRow key={disk.key} disk={disk} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function DiskRow({ disk }: { disk: Disk }) {
  const { key, kind, storage, volume, size, mountPoint, isBackedUp, options } =
    disk;
  const { label, icon: Icon } = kinds[kind];
  const holdsData = kind === "disk" || kind === "mount" || kind === "rootfs";
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <Icon
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-muted-foreground"
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{key}</span>
          <span className="text-muted-foreground">
            {label}
            {mountPoint !== undefined && ` at ${displayText(mountPoint)}`}
          </span>
          {size !== undefined && (
            <span className="ml-auto tabular-nums">{sizeText(size)}</span>
          )}
        </p>
        <p className="text-xs break-words text-muted-foreground">
          {storage !== undefined && (
            <>
              <span className="text-foreground">
                {displayText(storage)}
              </span>{" "}
            </>
          )}
          {volume ? displayText(volume) : "Empty"}
          {(holdsData || kind === "bind") && !isBackedUp && (
            <span className="text-warning"> · not in backups</span>
          )}
        </p>
        <Options options={options} />
      </div>
    </li>
  );
}

const kinds: Record<Disk["kind"], { label: string; icon: LucideIcon }> = {
  disk: { label: "Disk", icon: HardDriveIcon },
  rootfs: { label: "Root disk", icon: HardDriveIcon },
  mount: { label: "Volume", icon: HardDriveIcon },
  bind: { label: "Directory of the node", icon: FolderIcon },
  efi: { label: "EFI variables", icon: HardDriveIcon },
  tpm: { label: "TPM state", icon: HardDriveIcon },
  cloudinit: { label: "Cloud-init drive", icon: Disc3Icon },
  cdrom: { label: "CD-ROM", icon: Disc3Icon },
  unused: { label: "Not attached", icon: UnplugIcon },
};

const units: Readonly<Record<string, string>> = {
  K: "KiB",
  M: "MiB",
  G: "GiB",
  T: "TiB",
};

/** "32G" is 32 GiB. */
function sizeText(size: string): string {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(size) ?? [];
  return number === undefined
    ? displayText(size)
    : `${number} ${units[unit] ?? "B"}`;
}
