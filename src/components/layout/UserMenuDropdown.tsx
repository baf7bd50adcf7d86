import type { ReactNode } from "react";
import { LogOutIcon, SettingsIcon, ShieldUserIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import { themeIcons, themeLabels } from "@/components/themeChoices.ts";
import { useAdminStanding } from "@/hooks/useAdminStanding.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { useChooseTheme, useTheme } from "@/hooks/useTheme.ts";
import { toAppError } from "@/lib/errors.ts";
import { paths } from "@/lib/paths.ts";
import { signOut } from "@/lib/session.ts";
import { themes } from "@/lib/theme.ts";
import { toast } from "@/lib/toast.ts";

interface UserMenuDropdownProps {
  side: "top" | "bottom";
  /** The button that opens it. */
  children: ReactNode;
}

export default function UserMenuDropdown({
  side,
  children,
}: UserMenuDropdownProps) {
  const { email } = useSessionUser();
  const { data: standing = "none" } = useAdminStanding();
  const { theme } = useTheme();
  const chooseTheme = useChooseTheme();

  function handleSignOut() {
    signOut("local").catch((error: unknown) => {
      toast.error(toAppError(error).message);
    });
  }

  return (
    // It is drawn first in answer to a click on its button.
    <DropdownMenu defaultOpen modal={false}>
      <DropdownMenuTrigger asChild>{children}</DropdownMenuTrigger>
      <DropdownMenuContent
        side={side}
        align={side === "top" ? "start" : "end"}
        className="w-52"
      >
        <DropdownMenuLabel className="truncate font-normal text-muted-foreground">
          {email}
        </DropdownMenuLabel>
        <DropdownMenuItem asChild>
          <Link to={paths.profile}>
            <SettingsIcon />
            Settings
          </Link>
        </DropdownMenuItem>
        {/* Who lacks the second factor learns of it there. */}
        {standing !== "none" && (
          <DropdownMenuItem asChild>
            <Link to={paths.admin}>
              <ShieldUserIcon />
              Administration
            </Link>
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuLabel className="text-xs text-muted-foreground">
          Theme
        </DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme}>
          {themes.map((choice) => {
            const Icon = themeIcons[choice];
            return (
              <DropdownMenuRadioItem
                key={choice}
                value={choice}
                onSelect={(event) => {
                  // The menu stays: a theme is tried before it is kept.
                  event.preventDefault();
                  chooseTheme(choice);
                }}
              >
                <Icon className="text-muted-foreground" />
                {themeLabels[choice]}
              </DropdownMenuRadioItem>
            );
          })}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={handleSignOut}>
          <LogOutIcon />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
