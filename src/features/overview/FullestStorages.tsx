import { TextLink } from "@/components/TextLink.tsx";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes } from "@/lib/format.ts";
import { storagePlace, type StorageRow } from "@/lib/inventory.ts";
import { storagePath, storagesPath } from "@/lib/listPaths.ts";
import { fullest } from "./fullest.ts";
import { FullestRow } from "./FullestRow.tsx";
import { Panel } from "@/components/Panel.tsx";

const shownStorages = 5;

interface FullestStoragesProps {
  storages: readonly StorageRow[];
  /** Why there may be none to see. */
  reason: string;
}

export function FullestStorages({ storages, reason }: FullestStoragesProps) {
  const rows = fullest(storages, (row) => row.usage, shownStorages);

  return (
    <Panel
      title="Fullest storages"
      aside={
        <TextLink to={storagesPath({ sort: "usage" })} className="text-xs">
          All storages
        </TextLink>
      }
    >
      {rows.length === 0 ? (
        <p className="px-3.5 py-6 text-center text-muted-foreground">
          {reason}
        </p>
      ) : (
        <ol className="divide-y">
          {rows.map(({ row, usage }) => (
            <FullestRow
              key={row.key}
              name={displayText(row.storage)}
              place={storagePlace(row)}
              to={storagePath(row)}
              usage={usage}
              pastAt={row.isPast ? row.readAt : undefined}
            >
              {formatBytes(usage.used)} of {formatBytes(usage.total)}
            </FullestRow>
          ))}
        </ol>
      )}
    </Panel>
  );
}
