import { displayText } from "@/lib/displayText.ts";
import type { GuestType, PendingChange } from "@/lib/types.ts";
import { Section } from "../Section.tsx";
import type { GuestConfig } from "./disks.ts";
import { pendingChanges } from "./pendingChanges.ts";

interface PendingListProps {
  changes: readonly PendingChange[];
  config: GuestConfig;
  type: GuestType;
}

export function PendingList({ changes, config, type }: PendingListProps) {
  return (
    <Section
      title="Changes at the next start"
      note={
        type === "qemu"
          ? "Changed already, but the running guest does not have it yet. A reboot from inside is not enough."
          : "Changed already, but the running guest does not have it yet."
      }
      className="border-warning/40"
    >
      <table className="w-full text-left">
        <thead className="sr-only">
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {pendingChanges(changes, config).map(({ key, label, now, then }) => (
            <tr key={key} className="align-top">
              <th
                scope="row"
                className="px-4 py-2 font-normal text-muted-foreground sm:w-56"
              >
                {displayText(label)}
              </th>
              <td className="px-4 py-2 break-words">
                <del className="text-muted-foreground">
                  {now === undefined ? "not set" : displayText(now)}
                </del>{" "}
                <span aria-hidden>→</span>{" "}
                <ins className="font-medium no-underline">
                  {then === undefined ? "not set" : displayText(then)}
                </ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
