import type { ReactNode } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { displayText } from "@/lib/displayText.ts";
import { AppError } from "@/lib/types.ts";
import type { GuestView } from "../guestView.ts";
import { Section } from "../Section.tsx";
import { describeConfig } from "./describeConfig.ts";
import { DiskList } from "./DiskList.tsx";
import { NetworkList } from "./NetworkList.tsx";
import { PendingList } from "./PendingList.tsx";

/** What the guest is made of, in plain words. */
export function ConfigurationTab({ view }: { view: GuestView }) {
  const { detail, guest, isUnread } = view;
  if (isUnread) {
    return (
      <p className="text-muted-foreground">
        Not known: the guest could not be read.
      </p>
    );
  }
  if (!detail) return <ConfigurationSkeleton />;

  const { config, pending, problems } = detail;
  if (!config) {
    const problem = problems.config;
    return (
      <ErrorNotice
        error={
          problem && new AppError(problem.code, displayText(problem.message))
        }
      />
    );
  }
  return (
    <div className="space-y-4">
      {pending && pending.length > 0 && (
        <PendingList changes={pending} config={config} type={guest.type} />
      )}
      <DiskList config={config} type={guest.type} />
      <NetworkList config={config} type={guest.type} />
      {describeConfig(config, guest.type).map(({ title, rows }) => (
        <Section key={title} title={title}>
          <dl className="divide-y">
            {rows.map(({ key, label, value }) => (
              <Row
                key={key}
                label={displayText(label)}
                configKey={displayText(key)}
              >
                {displayText(value)}
              </Row>
            ))}
          </dl>
        </Section>
      ))}
    </div>
  );
}

interface RowProps {
  label: string;
  configKey: string;
  children: ReactNode;
}

function Row({ label, configKey, children }: RowProps) {
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 px-4 py-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_auto]">
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="break-words">{children}</dd>
      {label !== configKey && (
        <dd className="font-mono text-xs leading-5 text-muted-foreground max-sm:hidden">
          {configKey}
        </dd>
      )}
    </div>
  );
}

function ConfigurationSkeleton() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">Loading the configuration</span>
      <Skeleton className="h-32" />
      <Skeleton className="h-24" />
      <Skeleton className="h-64" />
    </div>
  );
}
