import { useLocation } from "react-router-dom";
import { Link } from "@/components/Link.tsx";
import { cn } from "@/lib/utils.ts";
import { guestTabs, type GuestTab } from "./guestTabs.ts";

interface GuestTabsProps {
  current: GuestTab;
  /** Behind the name, in brackets. */
  counts: Partial<Record<GuestTab, number>>;
}

/** Links, since each part has an address of its own. */
export function GuestTabs({ current, counts }: GuestTabsProps) {
  const { pathname } = useLocation();
  return (
    <nav
      aria-label="Parts of this guest"
      className="-mx-4 mb-4 [scrollbar-width:none] overflow-x-auto border-b px-4 md:-mx-6 md:px-6"
    >
      <ul className="-ml-2.5 flex gap-1">
        {Object.entries(guestTabs).map(([name, label]) => {
          // Its own table was gone through.
          const tab = name as GuestTab;
          const count = counts[tab];
          return (
            <li key={tab}>
              <Link
                to={tab === "summary" ? pathname : `${pathname}?tab=${tab}`}
                aria-current={tab === current ? "page" : undefined}
                className={cn(
                  "flex h-10 items-center gap-1.5 border-b-2 px-2.5 font-medium whitespace-nowrap -outline-offset-2 pointer-coarse:h-11",
                  tab === current
                    ? "border-primary text-foreground"
                    : "border-transparent text-muted-foreground hover:text-foreground",
                )}
              >
                {label}
                {count !== undefined && count > 0 && (
                  <span className="rounded-full bg-muted px-1.5 text-xs text-muted-foreground tabular-nums">
                    {count}
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
