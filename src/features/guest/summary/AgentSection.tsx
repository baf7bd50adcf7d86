import type { ReactNode } from "react";
import { Copyable } from "@/components/Copyable.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useGuestAgent } from "@/hooks/useGuest.ts";
import { displayText } from "@/lib/displayText.ts";
import type { GuestAgent } from "@/lib/types.ts";
import { vmState } from "@/lib/vmPower.ts";
import { toAppError } from "@/lib/errors.ts";
import type { GuestView } from "../guestView.ts";
import { Section } from "../Section.tsx";
import { isWorthShowing } from "./addresses.ts";

/** What runs inside and under which addresses, from the guest's agent: its own request, since nobody may answer it. */
export function AgentSection({ view }: { view: GuestView }) {
  const { guest, vm, isPast } = view;
  const isRunning = vmState(vm) === "running" && !isPast;
  const { data, error, isPending } = useGuestAgent(guest, isRunning);

  return (
    <Section title="Inside the guest">
      <div className="px-4 py-3">
        {!isRunning ? (
          <p className="text-muted-foreground">
            {isPast
              ? "Its server does not answer."
              : "The guest tells of itself while it runs."}
          </p>
        ) : isPending ? (
          <div role="status" className="space-y-2">
            <span className="sr-only">Asking the guest</span>
            <Skeleton className="h-4 w-3/4" />
            <Skeleton className="h-4 w-1/2" />
          </div>
        ) : error ? (
          <p className="text-muted-foreground">
            {displayText(toAppError(error).message)}
          </p>
        ) : (
          <Inside agent={data} isContainer={vm.type === "lxc"} />
        )}
      </div>
    </Section>
  );
}

function Inside({
  agent,
  isContainer,
}: {
  agent: GuestAgent;
  isContainer: boolean;
}) {
  const { osName, hostname, interfaces, problem } = agent;
  const shown = interfaces
    .map(({ addresses, ...card }) => ({
      ...card,
      addresses: addresses.filter(isWorthShowing),
    }))
    .filter(({ addresses }) => addresses.length > 0);

  return (
    <>
      <dl className="space-y-2.5 [&_dt]:text-xs [&_dt]:text-muted-foreground">
        {osName && <Fact name="Operating system">{displayText(osName)}</Fact>}
        {hostname && <Fact name="Host name">{displayText(hostname)}</Fact>}
        {shown.map(({ name, macAddress, addresses }) => (
          <Fact
            key={`${name} ${macAddress ?? ""}`}
            name={`Addresses of ${displayText(name)}`}
          >
            <ul>
              {addresses.map(({ address, prefix }) => (
                <li key={address} className="flex items-baseline gap-0.5">
                  <Copyable
                    value={displayText(address)}
                    label={displayText(address)}
                  />
                  {prefix !== undefined && (
                    <span className="text-xs text-muted-foreground">
                      /{prefix}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </Fact>
        ))}
      </dl>
      {problem ? (
        <p className="text-muted-foreground [dl:not(:empty)+&]:mt-2">
          {displayText(problem.message)}
        </p>
      ) : (
        shown.length === 0 && (
          <p className="text-muted-foreground [dl:not(:empty)+&]:mt-2">
            {isContainer
              ? "No address yet."
              : "The agent reports no address but its own loopback."}
          </p>
        )
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
