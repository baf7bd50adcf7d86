import type { ReactNode } from "react";
import { Panel } from "@/components/Panel.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import type { Health } from "@/lib/adminApi.ts";
import { counted } from "@/lib/counted.ts";
import { displayText } from "@/lib/displayText.ts";
import { errorWords } from "@/lib/errors.ts";
import { formatCount } from "@/lib/format.ts";
import { paths } from "@/lib/paths.ts";

/** What the health was read from, subject by subject. */
export function HealthSections({ health }: { health: Health }) {
  const { vault, database, access, addresses, runtime, servers } = health;
  return (
    <div className="grid items-start gap-4 *:space-y-4 lg:grid-cols-2">
      <div>
        <Vault vault={vault} />
        <Access access={access} />
        <DatabaseAndRuntime database={database} runtime={runtime} />
      </div>
      <div>
        <Servers servers={servers} />
        <Addresses addresses={addresses} />
        <OperatorServer server={health.operatorServer} />
      </div>
    </div>
  );
}

function Vault({ vault: { problem, keys } }: Pick<Health, "vault">) {
  return (
    <Panel title="Token vault">
      {keys.length === 0 ? (
        <p className="px-3.5 py-3 text-muted-foreground">
          {problem === null ? "No key is known." : displayText(problem)}
        </p>
      ) : (
        <ul className="divide-y">
          {keys.map((key) => (
            <li
              key={key.id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3.5 py-2.5"
            >
              <span className="flex items-center gap-2">
                <span className="font-medium">Key {key.id}</span>
                {key.isNewest && <Badge variant="outline">newest</Badge>}
              </span>
              <span className="flex flex-wrap gap-x-4 text-xs">
                <span className="text-muted-foreground tabular-nums">
                  {counted(key.tokens, "token")}
                </span>
                <KeyState keyOfVault={key} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

type VaultKey = Health["vault"]["keys"][number];

function KeyState({ keyOfVault }: { keyOfVault: VaultKey }) {
  const { isConfigured, fits } = keyOfVault;
  if (!isConfigured) return <State tone="bad">not configured</State>;
  if (fits === false) return <State tone="bad">does not fit</State>;
  return (
    <State tone={fits ? "good" : "neutral"}>
      {fits ? "configured, fits" : "configured, not used yet"}
    </State>
  );
}

function Servers({ servers }: Pick<Health, "servers">) {
  const { total, active, failing, deactivated, failures } = servers;
  const link = (count: number, state: string) =>
    count === 0 ? (
      "0"
    ) : (
      <TextLink to={`${paths.adminServers}?state=${state}`}>
        {formatCount(count)}
      </TextLink>
    );
  return (
    <Panel
      title="Servers"
      aside={<TextLink to={paths.adminServers}>Show all</TextLink>}
    >
      <Facts>
        <Fact name="Registered">{formatCount(total)}</Fact>
        <Fact name="Active">{link(active, "active")}</Fact>
        <Fact name="Failing">{link(failing, "failing")}</Fact>
        <Fact name="Deactivated">{link(deactivated, "deactivated")}</Fact>
        {failures.map(({ code, count }) => (
          <Fact key={code} name={errorWords[code].title}>
            {formatCount(count)}
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}

function Access({ access }: Pick<Health, "access">) {
  const { adminRequiresMfa, adminsWithoutSecondFactor } = access;
  return (
    <Panel
      title="Access"
      aside={<TextLink to={paths.adminPeople}>Show people</TextLink>}
    >
      <Facts>
        <Fact name="People">{formatCount(access.people)}</Fact>
        <Fact name="Administrators">
          {formatCount(access.admins)}
          {adminsWithoutSecondFactor !== null &&
            adminsWithoutSecondFactor > 0 &&
            `, ${String(adminsWithoutSecondFactor)} without a second factor`}
        </Fact>
        <Fact name="Second factor">
          {adminsWithoutSecondFactor === null
            ? "not known to this installation’s Auth"
            : adminRequiresMfa
              ? "required of administrators"
              : "not required"}
        </Fact>
        <Fact name="Open consoles">{formatCount(access.openConsoles)}</Fact>
        <Fact name="Other origins allowed">
          {list(access.allowedOrigins, "none")}
        </Fact>
      </Facts>
    </Panel>
  );
}

function Addresses({ addresses: { policy } }: Pick<Health, "addresses">) {
  return (
    <Panel title="Addresses that Muster connects to">
      {policy === null ? (
        <p className="px-3.5 py-3 text-muted-foreground">
          None, until the policy can be read.
        </p>
      ) : (
        <Facts>
          <Fact name="Networks">
            {policy.network === "private"
              ? "public and private ones"
              : "public ones only"}
          </Fact>
          <Fact name="Also allowed">{list(policy.allowedRanges, "none")}</Fact>
          <Fact name="Denied besides">{list(policy.deniedRanges, "none")}</Fact>
          <Fact name="Ports">
            {list(
              policy.allowedPorts,
              "443, and from 1024 those of no other known service",
            )}
          </Fact>
          <Fact name="This machine itself">
            {policy.allowLoopback
              ? "allowed, which is for tests and the demo"
              : "denied"}
          </Fact>
        </Facts>
      )}
    </Panel>
  );
}

function DatabaseAndRuntime({
  database: { version, migrations, unsafeLogging },
  runtime: { deno, v8 },
}: Pick<Health, "database" | "runtime">) {
  return (
    <Panel title="Database and runtime">
      <Facts>
        <Fact name="PostgreSQL">{displayText(version)}</Fact>
        <Fact name="Migrations">
          {migrations === null
            ? "no history is kept"
            : migrationWords(migrations)}
        </Fact>
        <Fact name="Logging">
          {unsafeLogging.length === 0 ? (
            <State tone="good">keeps tokens and keys out of the log</State>
          ) : (
            <State tone="bad">would write tokens into the log</State>
          )}
        </Fact>
        <Fact name="Functions run on">
          Deno {deno}, V8 {v8}
        </Fact>
      </Facts>
    </Panel>
  );
}

function OperatorServer({ server }: { server: Health["operatorServer"] }) {
  const { isConfigured, version, latencyMs, error } = server;
  return (
    <Panel
      title="The operator’s server"
      aside={
        isConfigured && (
          <TextLink to={paths.adminAssignments}>Assign guests</TextLink>
        )
      }
    >
      {!isConfigured ? (
        <p className="px-3.5 py-3 text-muted-foreground">
          None. PROXMOX_HOST and PROXMOX_API_TOKEN among the secrets of the
          functions name one, whose guests can be assigned to people.
        </p>
      ) : (
        <Facts>
          <Fact name="State">
            {error === null ? (
              <State tone="good">answers</State>
            ) : (
              <State tone="bad">{errorWords[error.code].title}</State>
            )}
          </Fact>
          {version !== null && (
            <Fact name="Proxmox VE">{displayText(version)}</Fact>
          )}
          {latencyMs !== null && <Fact name="Answers in">{latencyMs} ms</Fact>}
        </Facts>
      )}
    </Panel>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="divide-y">{children}</dl>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-x-4 px-3.5 py-2">
      <dt className="max-w-1/2 shrink-0 text-muted-foreground">{name}</dt>
      <dd className="min-w-0 text-right wrap-anywhere">{children}</dd>
    </div>
  );
}

interface StateProps {
  tone: "good" | "bad" | "neutral";
  children: ReactNode;
}

function State({ tone, children }: StateProps) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <StatusDot tone={tone} />
      {children}
    </span>
  );
}

function migrationWords({
  applied,
  newest,
}: NonNullable<Health["database"]["migrations"]>): string {
  return `${String(applied)} applied${newest ? `, the newest is ${displayText(newest)}` : ""}`;
}

function list(values: readonly string[], none: string): string {
  return values.length === 0 ? none : values.map(displayText).join(", ");
}
