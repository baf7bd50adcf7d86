import { format } from "prettier";
import type { Verdicts } from "./actors.ts";
import type { RpcRight } from "./rpcs.ts";
import type { TableRight } from "./tables.ts";

export interface EndpointRow {
  title: string;
  verdicts: Verdicts;
}

/** On the operator's server it counts what is assigned to the user. */
export interface OperatorRow extends EndpointRow {
  notAssigned: string;
  toSee: string;
}

export interface Matrix {
  ownServer: EndpointRow[];
  operatorServer: OperatorRow[];
  others: EndpointRow[];
  tables: TableRight[];
  rpcs: RpcRight[];
}

/** docs/permissions.md, whole. */
export async function writeDocument(matrix: Matrix): Promise<string> {
  return await format(text(matrix), { parser: "markdown" });
}

function text({
  ownServer,
  operatorServer,
  others,
  tables,
  rpcs,
}: Matrix): string {
  return `# Who may do what

This file is written by a test, which asks the running product; where the two differ, \`npm test\` fails. After a change that is meant, rewrite it and
look at the difference:

    UPDATE_PERMISSIONS=1 npx vitest run --project functions tests/functions/permissions.test.ts

A new endpoint, table or function of the database appears here by itself.

## The people

- **nobody** has not signed in.
- **user** owns a server, and is assigned guests of the operator's own server.
- **second user** has signed up, too, and has nothing to do with either.
- **admin** has the role \`admin\`, and the second factor where it is required.

## The words

- **yes**: the question whose it is has been passed. What happens then may still fail, as in Proxmox VE.
- **absent**: answered in the very words of what does not exist (404, or no row).
- **forbidden**: may be seen, and not this (403). Of calls for administrators alone: refused, whether it exists or not.
- **refused**: the database lets nobody in that role do it (401, 403).
- **sign in**: 401.

## Administrators

The operator makes the first one, on the database: \`select private.bootstrap_admin('me@example.org')\`. Administrators make further ones; the last one
stays. They see every server, switch it off with a reason, assign guests of the operator's server and read the whole audit log. They get no token, and
do nothing to a guest on somebody else's server.

\`update private.settings set admin_requires_mfa = true\` makes a second factor part of the role: in every policy and every function, a session without
it is that of a person like others. The health page says whether it is on. Do that after an administrator has set up a second factor (Settings), and not
with \`npm start\`, whose Auth knows none; \`update private.settings set admin_requires_mfa = false\` is the way back.

## On a server of the user's

${table(
  ["call", ...actorTitles],
  ownServer.map(({ title, verdicts }) => [title, ...cells(verdicts)]),
)}

## On a guest of the operator's server

Which guests are whose is told by \`vm_assignments\`, one by one, and by \`assignment_rules\`, by tag and pool. Every path asks the same question of
them, consoles among them. "With console and power" is all that can be assigned: the rest is for administrators.

${table(
  [
    "call",
    "nobody",
    "second user",
    "user, not assigned",
    "user, to see",
    "user, with console and power",
    "admin",
  ],
  operatorServer.map(({ title, verdicts, notAssigned, toSee }) => [
    title,
    verdicts.nobody,
    verdicts.second,
    notAssigned,
    toSee,
    verdicts.user,
    verdicts.admin,
  ]),
)}

## Without naming a server

Everybody gets what is theirs: their own servers, and of the operator's what is assigned.

${table(
  ["call", ...actorTitles],
  others.map(({ title, verdicts }) => [title, ...cells(verdicts)]),
)}

The WebSocket of a console is opened with a ticket of \`requestConsole\`, and by nothing else.

## On the tables, over REST

On a row that belongs to the user. The columns are those that may be written. The secret key of the functions opens no table at all.

${table(
  ["table", "verb", ...actorTitles],
  tables.map(({ table: name, rows, verb, columns, verdicts }) => [
    rows ? `${name}: ${rows}` : name,
    columns.length > 0 ? `${verb} (${columns.join(", ")})` : verb,
    ...cells(verdicts),
  ]),
)}

## On the functions of the database, over REST

With the user's id, where one is asked for. "The functions" is the project's secret key.

${table(
  ["function", ...actorTitles, "the functions"],
  rpcs.map(({ name, verdicts, service }) => [
    `\`${name}\``,
    ...cells(verdicts),
    service ? "yes" : "refused",
  ]),
)}
`;
}

const actorTitles = ["nobody", "second user", "user", "admin"];

function cells({ nobody, second, user, admin }: Verdicts): string[] {
  return [nobody, second, user, admin];
}

function table(titles: string[], rows: string[][]): string {
  const line = (texts: string[]) => `| ${texts.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join(
    "\n",
  );
}
