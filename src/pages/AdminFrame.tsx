import { ShieldAlertIcon } from "lucide-react";
import { Outlet } from "react-router-dom";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Link } from "@/components/Link.tsx";
import { LinkTabs } from "@/components/LinkTabs.tsx";
import { NoSuchPage } from "@/components/NoSuchPage.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowsSkeleton } from "@/components/RowsSkeleton.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useAdminStanding } from "@/hooks/useAdminStanding.ts";
import { paths } from "@/lib/paths.ts";

const tabs = [
  { path: paths.adminPeople, label: "People" },
  { path: paths.adminServers, label: "Servers" },
  { path: paths.adminAssignments, label: "Assignments" },
  { path: `${paths.activity}?everybody=yes`, label: "Activity" },
  { path: paths.adminHealth, label: "Health" },
];

/** For administrators. To others there is no such page; the database would tell them nothing either. */
export default function AdminFrame() {
  const standing = useAdminStanding();

  if (standing.isPending) return <RowsSkeleton what="the administration" />;
  if (standing.data === undefined) {
    return (
      <ErrorNotice
        error={standing.error}
        isRetrying={standing.isFetching}
        onRetry={() => void standing.refetch()}
      />
    );
  }
  if (standing.data === "none") return <NoSuchPage />;
  if (standing.data === "needs-second-factor") return <SecondFactorNeeded />;
  return (
    <>
      <PageHeader
        title="Administration"
        description="Who uses this Muster, with what, and how it does"
      />
      <LinkTabs label="Administration" tabs={tabs} />
      <Outlet />
    </>
  );
}

function SecondFactorNeeded() {
  return (
    <>
      <title>Administration · Muster</title>
      <EmptyState
        icon={ShieldAlertIcon}
        title="Your second factor is needed"
        headingLevel={1}
        action={
          <Button asChild>
            <Link to={paths.profile}>Go to the settings</Link>
          </Button>
        }
      >
        You are an administrator, and this Muster asks administrators for a
        second factor. Set one up in the settings, or sign in again with its
        code. Your own servers work as ever.
      </EmptyState>
    </>
  );
}
