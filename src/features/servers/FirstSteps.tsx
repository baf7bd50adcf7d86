import type { ReactNode } from "react";
import { PlusIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { paths } from "@/lib/paths.ts";
import { TokenRecipe } from "./TokenHelp.tsx";

/** For who has no server yet: from a shell on a node to the list of guests. */
export default function FirstSteps() {
  const hasOperatorServer = useProxmoxServers().data?.hasOperatorServer;

  return (
    <section
      aria-labelledby="first-steps"
      className="mx-auto max-w-2xl rounded-lg border bg-card p-5 sm:p-8"
    >
      <h2 id="first-steps" className="text-lg font-semibold tracking-tight">
        Three steps to your guests
      </h2>
      {hasOperatorServer && (
        <p className="mt-1 text-muted-foreground">
          Somebody else runs the servers? An administrator of this Muster can
          assign guests to you. They appear here by themselves.
        </p>
      )}
      <ol className="mt-6 space-y-6">
        <Step number={1} title="Make an API token">
          <TokenRecipe />
        </Step>
        <Step number={2} title="Add the server">
          <p className="text-muted-foreground">
            With the address of one node, and the token. Muster says at once
            whether they work.
          </p>
          <Button asChild className="mt-3">
            <Link to={`${paths.servers}?add`}>
              <PlusIcon aria-hidden />
              Add a server
            </Link>
          </Button>
        </Step>
        <Step number={3} title="See your guests">
          <p className="text-muted-foreground">
            All VMs and containers of that node, or of its whole cluster, appear
            here. Further servers come beside it, up to 50.
          </p>
        </Step>
      </ol>
    </section>
  );
}

interface StepProps {
  number: number;
  title: string;
  children: ReactNode;
}

function Step({ number, title, children }: StepProps) {
  return (
    <li className="flex gap-3 sm:gap-4">
      <span
        aria-hidden
        className="flex size-7 shrink-0 items-center justify-center rounded-full bg-primary/12 text-sm font-semibold text-primary dark:bg-primary/30 dark:text-foreground"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <h3 className="mb-1 font-medium">{title}</h3>
        {children}
      </div>
    </li>
  );
}
