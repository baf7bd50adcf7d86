import { NavLink } from "@/components/Link.tsx";
import { cn } from "@/lib/utils.ts";

interface LinkTabsProps {
  /** What these are the parts of. */
  label: string;
  tabs: readonly { path: string; label: string }[];
}

/** The parts of a page that have addresses of their own. On a phone the line scrolls. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  return (
    <nav
      aria-label={label}
      className="-mx-4 mb-4 [scrollbar-width:none] overflow-x-auto border-b px-4 md:-mx-6 md:-mt-2 md:mb-5 md:px-6"
    >
      <ul className="-ml-2 flex gap-1 sm:-ml-2.5">
        {tabs.map((tab) => (
          <li key={tab.path}>
            <NavLink
              to={tab.path}
              end
              className={({ isActive }) =>
                cn(
                  "flex h-9 items-center border-b-2 px-2 font-medium whitespace-nowrap -outline-offset-2 sm:px-2.5 pointer-coarse:h-11",
                  isActive
                    ? "border-primary text-foreground"
                    : "border-transparent text-muted-foreground hover:text-foreground",
                )
              }
            >
              {tab.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
