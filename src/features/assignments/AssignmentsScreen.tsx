import type { ReactNode } from "react";
import { ServerOffIcon, UserRoundSearchIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { cn } from "@/lib/utils.ts";
import { PeopleList } from "./PeopleList.tsx";
import { PersonPanel, type PersonPanelProps } from "./PersonPanel.tsx";

type AssignmentsScreenProps = Omit<PersonPanelProps, "userId"> & {
  /** Why the operator's server does not answer, and the way out. */
  problem: ReactNode;
};

/** A person, and what of the operator's server is theirs to see: side by side where there is room. */
export function AssignmentsScreen({
  problem,
  ...props
}: AssignmentsScreenProps) {
  const { view, onChange } = props;
  const { person } = view;
  return (
    <div className="gap-6 xl:grid xl:grid-cols-[17rem_minmax(0,1fr)]">
      <div
        className={cn(
          "xl:sticky xl:top-6 xl:-m-1 xl:max-h-[calc(100dvh-3rem)] xl:self-start xl:overflow-y-auto xl:p-1",
          person !== undefined && "max-xl:hidden",
        )}
      >
        <PeopleList
          text={view.people}
          chosen={person}
          onSearch={(people) => {
            onChange({ people });
          }}
        />
      </div>
      <div className={cn("min-w-0", person === undefined && "max-xl:mt-6")}>
        {problem}
        {person === undefined ? (
          <EmptyState
            icon={UserRoundSearchIcon}
            title="Choose a person"
            className="max-xl:hidden"
          >
            Then tick the guests that they may see, or give them all with a tag
            or in a pool.
          </EmptyState>
        ) : (
          // Another person begins with nothing ticked.
          <PersonPanel key={person} userId={person} {...props} />
        )}
      </div>
    </div>
  );
}

/** The installation has no server of its own to share. */
export function NoOperatorServer() {
  return (
    <EmptyState icon={ServerOffIcon} title="No server to share">
      <p>
        The functions of this Muster have no server of their own. Set{" "}
        <code>PROXMOX_HOST</code> and <code>PROXMOX_API_TOKEN</code>, and{" "}
        <code>PROXMOX_CA_CERT</code> for a certificate that Proxmox VE has
        signed itself; then its guests can be assigned here.
      </p>
      <p className="mt-2">
        <code>docs/operator-server.md</code> says how.
      </p>
    </EmptyState>
  );
}
