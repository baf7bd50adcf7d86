import { Suspense, useEffect, useRef } from "react";
import {
  GaugeIcon,
  HistoryIcon,
  LayoutGridIcon,
  ListChecksIcon,
  ServerIcon,
  SettingsIcon,
  type LucideIcon,
} from "lucide-react";
import { Outlet, useLocation } from "react-router-dom";
import { ErrorBoundary } from "@/components/ErrorBoundary.tsx";
import { NavLink } from "@/components/Link.tsx";
import { Logo } from "@/components/Logo.tsx";
import { ToasterOnDemand } from "@/components/ToasterOnDemand.tsx";
import { TasksButton } from "@/components/layout/TasksButton.tsx";
import { FindButton } from "@/components/layout/FindButton.tsx";
import { UserMenu } from "@/components/layout/UserMenu.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { paths } from "@/lib/paths.ts";
import { cn } from "@/lib/utils.ts";

interface NavigationItem {
  path: string;
  label: string;
  icon: LucideIcon;
  /** A phone has room for five; the drawer of tasks, in its header, leads there. */
  isForWide?: boolean;
}

const navigation: readonly NavigationItem[] = [
  { path: paths.dashboard, label: "Dashboard", icon: LayoutGridIcon },
  { path: paths.overview, label: "Overview", icon: GaugeIcon },
  { path: paths.servers, label: "Servers", icon: ServerIcon },
  {
    path: paths.tasks,
    label: "Tasks",
    icon: ListChecksIcon,
    isForWide: true,
  },
  { path: paths.activity, label: "Activity", icon: HistoryIcon },
  { path: paths.profile, label: "Settings", icon: SettingsIcon },
];

const phoneNavigation = navigation.filter(({ isForWide }) => !isForWide);

/** A sidebar on a wide screen; on a phone a header, and the navigation where the thumb is. The window scrolls. */
export function DashboardLayout() {
  const { pathname } = useLocation();
  const mainRef = useFocusOnNavigation(pathname);

  return (
    <div className="md:grid md:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-primary px-4 py-2 font-medium text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <Sidebar />
      <PhoneHeader />
      <main
        id="main"
        ref={mainRef}
        tabIndex={-1}
        className="min-w-0 px-4 pt-4 pb-24 outline-none md:px-6 md:pt-6 md:pb-10 xl:[body:has([data-task-drawer])_&]:pr-[28.5rem]"
      >
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <PhoneNavigation />
      <ToasterOnDemand />
    </div>
  );
}

function Sidebar() {
  return (
    <header className="sticky top-0 hidden h-dvh flex-col border-r bg-sidebar md:flex">
      <Brand className="h-14 px-4" />
      <div className="px-2 pb-3">
        <FindButton />
      </div>
      <nav aria-label="Main" className="flex-1 space-y-0.5 px-2">
        {navigation.map(({ path, label, icon: Icon }) => (
          <NavLink
            key={path}
            to={path}
            className={({ isActive }) =>
              cn(
                "flex h-8 items-center gap-2.5 rounded-md px-2 font-medium outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50 pointer-coarse:h-11",
                isActive
                  ? "bg-accent text-accent-foreground"
                  : "text-muted-foreground hover:bg-accent/60 hover:text-foreground",
              )
            }
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </NavLink>
        ))}
      </nav>
      <div className="border-t p-2">
        <TasksButton />
        <UserMenu />
      </div>
    </header>
  );
}

function PhoneHeader() {
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center justify-between border-b bg-background/90 pr-2 backdrop-blur md:hidden">
      <Brand className="px-4" />
      <div className="flex items-center">
        <FindButton isCompact />
        <TasksButton isCompact />
        <UserMenu isCompact />
      </div>
    </header>
  );
}

function PhoneNavigation() {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-background/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:hidden"
    >
      {phoneNavigation.map(({ path, label, icon: Icon }) => (
        <NavLink
          key={path}
          to={path}
          className={({ isActive }) =>
            cn(
              "flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs font-medium -outline-offset-4",
              isActive
                ? "text-primary dark:text-foreground"
                : "text-muted-foreground",
            )
          }
        >
          <Icon aria-hidden className="size-5" />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

function Brand({ className }: { className?: string }) {
  return (
    <div
      className={cn(
        "flex items-center gap-2.5 font-semibold tracking-tight",
        className,
      )}
    >
      <Logo />
      Muster
    </div>
  );
}

function PageSkeleton() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-40" />
    </div>
  );
}

/** A new page is read from its top, by eyes and by screen readers. */
function useFocusOnNavigation(pathname: string) {
  const mainRef = useRef<HTMLElement>(null);
  const lastPathname = useRef(pathname);

  useEffect(() => {
    if (lastPathname.current === pathname) return;
    lastPathname.current = pathname;
    window.scrollTo(0, 0);
    mainRef.current?.focus({ preventScroll: true });
  }, [pathname]);

  return mainRef;
}
