import { displayText } from "@/lib/displayText.ts";
import type { Property } from "./propertyString.ts";

/** What else a disk or a network card is told, as Proxmox VE writes it. */
export function Options({ options }: { options: readonly Property[] }) {
  if (options.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-wrap gap-1">
      {options.map(({ key, value }, index) => (
        <li
          key={index}
          className="max-w-full truncate rounded-sm bg-muted px-1.5 font-mono text-xs leading-5 text-muted-foreground"
        >
          {displayText(`${key}=${value}`)}
        </li>
      ))}
    </ul>
  );
}
