import type { Health } from "@/lib/adminApi.ts";
import { displayText } from "@/lib/displayText.ts";
import { errorWords } from "@/lib/errors.ts";
import { paths } from "@/lib/paths.ts";
import { withFullStop } from "@/lib/withFullStop.ts";
import { counted } from "@/lib/counted.ts";

/** Something that the operator should mend. */
export interface Finding {
  key: string;
  /** "bad": something does not work, or is not safe, now. */
  tone: "bad" | "warning";
  title: string;
  advice: string;
  /** For the operator's shell or the database. */
  command?: string;
  /** Where more is shown. */
  path?: string;
}

/** What is not well with this installation, the gravest first; none: all is well. */
export function healthFindings(health: Health): Finding[] {
  return [
    ...vaultFindings(health.vault),
    ...loggingFindings(health.database),
    ...addressFindings(health.addresses),
    ...operatorServerFindings(health.operatorServer),
    ...serverFindings(health.servers),
    ...accessFindings(health.access),
  ].sort((a, b) => gravity[a.tone] - gravity[b.tone]);
}

const gravity: Record<Finding["tone"], number> = { bad: 0, warning: 1 };

function vaultFindings({ problem, keys }: Health["vault"]): Finding[] {
  if (problem !== null) {
    return [
      {
        key: "vault",
        tone: "bad",
        title: "The encryption key cannot be read",
        advice: `${sentence(problem)} Until PROXMOX_ENCRYPTION_KEY is mended among the secrets of the functions, no token is stored or opened, and no server is reached.`,
      },
    ];
  }
  return keys.flatMap((key): Finding[] => {
    const { id, tokens, isConfigured, fits, isNewest } = key;
    const name = `Key ${String(id)}`;
    if (fits === false) {
      return [
        {
          key: `key ${String(id)}`,
          tone: "bad",
          title: `${name} is not the key that its tokens were sealed with`,
          advice:
            "It was mistyped, or exchanged under the same number. Give PROXMOX_ENCRYPTION_KEY its former value; a new key gets a new number.",
        },
      ];
    }
    if (tokens === 0 || isNewest) return [];
    if (!isConfigured) {
      return [
        {
          key: `key ${String(id)}`,
          tone: "bad",
          title: `${counted(tokens, "token")} under a key that is missing`,
          advice: `${name} is not in PROXMOX_ENCRYPTION_KEY. Put it back behind the newest one; where it is lost, the owners enter those tokens again.`,
        },
      ];
    }
    return [
      {
        key: `key ${String(id)}`,
        tone: "warning",
        title: `${counted(tokens, "token")} under an older key`,
        advice: `This moves what lies under key ${String(id)} to the newest one while everything runs. Take the old one out of PROXMOX_ENCRYPTION_KEY only after that.`,
        command: "npm run rotate-key",
      },
    ];
  });
}

/** What keeps parameters out of the log. For the others it is enough that none are written at all. */
const mends: Partial<Record<string, string>> = {
  log_parameter_max_length_on_error: "log_parameter_max_length_on_error = 0",
  "pgaudit.log_parameter": "pgaudit.log_parameter = off",
  "auto_explain.log_min_duration": "auto_explain.log_min_duration = -1",
};

function loggingFindings({ unsafeLogging }: Health["database"]): Finding[] {
  return unsafeLogging.map(({ setting, value, reason }) => ({
    key: `${setting} ${reason}`,
    tone: "bad",
    title: `The database would log tokens: ${displayText(setting)} is ${displayText(value)}`,
    advice: `Now ${sentence(reason)} Run this as a superuser, by itself, and then select pg_reload_conf(). What is set for one role or database is mended there, with alter role or alter database.`,
    command: `alter system set ${mends[setting] ?? "log_parameter_max_length = 0"};`,
  }));
}

function addressFindings({ problem }: Health["addresses"]): Finding[] {
  if (problem === null) return [];
  return [
    {
      key: "addresses",
      tone: "bad",
      title: "The address policy cannot be read",
      advice: `${sentence(problem)} Until that is mended among the secrets of the functions, no server is reached.`,
    },
  ];
}

function operatorServerFindings({
  error,
}: Health["operatorServer"]): Finding[] {
  if (error === null) return [];
  const { title, advice } = errorWords[error.code];
  return [
    {
      key: "operator's server",
      tone: "bad",
      title: `The operator's server: ${title}`,
      advice: [sentence(error.message), advice].join(" ").trim(),
    },
  ];
}

function serverFindings({ failing, active }: Health["servers"]): Finding[] {
  if (failing === 0) return [];
  return [
    {
      key: "servers",
      tone: "warning",
      title: `${String(failing)} of ${counted(active, "active server")} cannot be used`,
      advice:
        "Mostly that is for their owners to mend. When all fail in the same way, look at the network of this installation.",
      path: `${paths.adminServers}?state=failing`,
    },
  ];
}

function accessFindings(access: Health["access"]): Finding[] {
  const { adminRequiresMfa, adminsWithoutSecondFactor } = access;
  // Where Auth knows no second factor, none can be asked for.
  if (adminsWithoutSecondFactor === null) return [];
  if (adminRequiresMfa) {
    return adminsWithoutSecondFactor === 0
      ? []
      : [
          {
            key: "second factor",
            tone: "warning",
            title: `${counted(adminsWithoutSecondFactor, "administrator")} without a second factor`,
            advice:
              "Until they set one up in their settings, they may do no more than anybody else.",
            path: `${paths.adminPeople}?admins=yes`,
          },
        ];
  }
  return [
    {
      key: "second factor",
      tone: "warning",
      title: "Administrators need no second factor",
      advice:
        "A stolen password is enough to be one. Set up your own second factor in the settings, then run this on the database.",
      command: "update private.settings set admin_requires_mfa = true;",
    },
  ];
}

function sentence(message: string): string {
  return withFullStop(displayText(message));
}
