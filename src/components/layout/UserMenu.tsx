import { lazy, type ComponentProps } from "react";
import { ChevronsUpDownIcon } from "lucide-react";
import { PopupOnDemand } from "@/components/PopupOnDemand.tsx";
import { useSessionUser } from "@/hooks/useSession.ts";
import { cn } from "@/lib/utils.ts";

const loadMenu = () => import("@/components/layout/UserMenuDropdown.tsx");
const UserMenuDropdown = lazy(loadMenu);

export function UserMenu({ isCompact = false }: { isCompact?: boolean }) {
  return (
    <PopupOnDemand
      popup="menu"
      load={loadMenu}
      renderButton={(button) => (
        <UserButton isCompact={isCompact} {...button} />
      )}
    >
      {(button) => (
        <UserMenuDropdown side={isCompact ? "bottom" : "top"}>
          {button}
        </UserMenuDropdown>
      )}
    </PopupOnDemand>
  );
}

function UserButton({
  isCompact,
  ...props
}: ComponentProps<"button"> & { isCompact: boolean }) {
  const { name, email } = useSessionUser();
  const shownName = name || email;

  return (
    <button
      type="button"
      className={cn(
        "flex items-center gap-2.5 rounded-md text-left outline-none hover:bg-accent/60 focus-visible:ring-[3px] focus-visible:ring-ring/50 data-[state=open]:bg-accent",
        isCompact ? "size-11 justify-center" : "min-h-11 w-full px-2",
      )}
      {...props}
    >
      <span
        aria-hidden
        className="flex size-7 shrink-0 items-center justify-center rounded-full bg-primary/12 text-xs font-semibold text-primary uppercase dark:bg-primary/30 dark:text-foreground"
      >
        {shownName.slice(0, 1)}
      </span>
      <span className="sr-only">Account of {isCompact && shownName}</span>
      {!isCompact && (
        <>
          <span className="min-w-0 flex-1 leading-tight">
            <span className="block truncate font-medium">{shownName}</span>
            {name && (
              <span className="block truncate text-xs text-muted-foreground">
                {email}
              </span>
            )}
          </span>
          <ChevronsUpDownIcon
            aria-hidden
            className="size-4 shrink-0 text-muted-foreground"
          />
        </>
      )}
    </button>
  );
}
