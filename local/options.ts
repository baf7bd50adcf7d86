import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { repository } from "./paths.ts";

export interface Options {
  help: boolean;
  /** undefined: 8080, or the next one that is free. */
  port: number | undefined;
  host: string;
  dataDirectory: string;
  demo: boolean;
  dev: boolean;
  admin: string | undefined;
  publicUrl: string | undefined;
  smtpUrl: string | undefined;
}

export const help = `Muster, the whole product on this machine.

  npm start                          with a simulated fleet, to look around
  npm start -- --no-demo             your own installation
  npm run dev                        for work on Muster itself

Options, after \`--\`:
  --port PORT      the port (8080, or the next one that is free); 0: any free one
  --host ADDRESS   the address to listen on (127.0.0.1: this machine only; 0.0.0.0: every network)
  --data DIR       where the data stays (.local in the checkout)
  --no-demo        no simulated fleet, no demo user
  --admin EMAIL    makes the person who signed up with that address the first administrator
  --dev            Vite's dev server instead of built pages
  --help           this text

Environment:
  MUSTER_PUBLIC_URL   the address that people use, when a reverse proxy stands in front: https://muster.example.org
  MUSTER_SMTP_URL     how e-mails are sent: smtp://USER:PASSWORD@HOST:PORT/?from=ADDRESS (else they are shown here)
  PROXMOX_…           settings of the functions: supabase/functions/.env.example explains them
`;

/** What is wrong with the command line, in a sentence. */
export class UsageError extends Error {}

export function parseOptions(
  args: string[],
  environment: NodeJS.ProcessEnv,
): Options {
  const { port, host, data, admin, ...switches } = parse(args);
  if (port !== undefined && !/^\d{1,5}$/.test(port))
    throw new UsageError(
      `--port takes a number from 0 to 65535, not "${port}"`,
    );
  if (Number(port ?? 0) > 65_535)
    throw new UsageError(
      `--port takes a number from 0 to 65535, not "${String(port)}"`,
    );
  if (host === "" || data === "")
    throw new UsageError(`--${host === "" ? "host" : "data"} takes a value`);
  if (admin !== undefined && !admin.includes("@"))
    throw new UsageError(`--admin takes an e-mail address, not "${admin}"`);
  return {
    help: switches.help ?? false,
    port: port === undefined ? undefined : Number(port),
    host: host ?? "127.0.0.1",
    dataDirectory:
      data === undefined ? join(repository, ".local") : resolve(data),
    demo: !switches["no-demo"],
    dev: switches.dev ?? false,
    admin,
    ...parseEnvironment(environment),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        admin: { type: "string" },
        "no-demo": { type: "boolean" },
        dev: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function parseEnvironment({
  MUSTER_PUBLIC_URL: publicUrl,
  MUSTER_SMTP_URL: smtpUrl,
}: NodeJS.ProcessEnv): Pick<Options, "publicUrl" | "smtpUrl"> {
  if (publicUrl && !/^https?:\/\/[^/]+\/?$/.test(publicUrl))
    throw new UsageError(
      `MUSTER_PUBLIC_URL is an address without a path, such as https://muster.example.org, not "${publicUrl}"`,
    );
  return {
    publicUrl: publicUrl?.replace(/\/$/, "") || undefined,
    smtpUrl: smtpUrl || undefined,
  };
}
