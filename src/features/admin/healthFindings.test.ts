import { describe, expect, test } from "vitest";
import type { Health } from "@/lib/adminApi.ts";
import { sampleHealth } from "@/test/sampleAdministration.ts";
import { healthFindings } from "./healthFindings.ts";

const well = sampleHealth();
const [newest] = well.vault.keys;
const found = (more: Partial<Health>) =>
  healthFindings(sampleHealth(more)).map(({ tone, title, command }) => ({
    tone,
    title,
    command,
  }));

function withKeys(
  ...others: Partial<Health["vault"]["keys"][number]>[]
): Pick<Health, "vault"> {
  if (!newest) throw new Error("The sample has no key");
  const keys = others.map((other) => ({
    ...newest,
    isNewest: false,
    id: 2,
    ...other,
  }));
  return { vault: { ...well.vault, keys: [newest, ...keys] } };
}

test("an installation that is well needs nothing", () => {
  expect(healthFindings(well)).toEqual([]);
});

describe("the vault", () => {
  test("a key that cannot be read is said in the operator's words, and hides what else is unknown", () => {
    const [finding, ...more] = healthFindings(
      sampleHealth({
        vault: {
          ...withKeys({ isConfigured: false, fits: null }).vault,
          problem: "key 2 has 31 bytes instead of 32",
        },
      }),
    );
    expect(finding?.advice).toContain("key 2 has 31 bytes instead of 32");
    expect(more).toEqual([]);
  });

  test("tokens under an older key are moved by one command", () => {
    expect(found(withKeys({ tokens: 3 }))).toEqual([
      {
        tone: "warning",
        title: "3 tokens under an older key",
        command: "npm run rotate-key",
      },
    ]);
  });

  test("an old key that nothing lies under is well", () => {
    expect(found(withKeys({ tokens: 0, isConfigured: false }))).toEqual([]);
  });

  test("tokens under a key that is missing, and a key that does not fit, are grave", () => {
    expect(
      found(
        withKeys(
          { tokens: 1, isConfigured: false, fits: null },
          { id: 3, fits: false },
        ),
      ),
    ).toMatchObject([
      { tone: "bad", title: "1 token under a key that is missing" },
      {
        tone: "bad",
        title: "Key 3 is not the key that its tokens were sealed with",
      },
    ]);
  });

  test("the newest key, too, may not fit", () => {
    expect(
      found(withKeys({ isNewest: true, tokens: 0, fits: false })),
    ).toHaveLength(1);
  });
});

describe("the database's log", () => {
  const logging = (setting: string, value: string) =>
    found({
      database: {
        ...well.database,
        unsafeLogging: [{ setting, value, reason: "parameters are logged" }],
      },
    });

  test.each([
    ["log_statement", "all", "log_parameter_max_length = 0"],
    ["log_min_duration_statement", "250", "log_parameter_max_length = 0"],
    [
      "log_parameter_max_length_on_error",
      "-1",
      "log_parameter_max_length_on_error = 0",
    ],
    [
      "auto_explain.log_min_duration",
      "0",
      "auto_explain.log_min_duration = -1",
    ],
    ["pgaudit.log_parameter", "on", "pgaudit.log_parameter = off"],
  ])("%s = %s is mended by %s", (setting, value, mend) => {
    expect(logging(setting, value)).toEqual([
      {
        tone: "bad",
        title: `The database would log tokens: ${setting} is ${value}`,
        command: `alter system set ${mend};`,
      },
    ]);
  });
});

describe("access", () => {
  const access = (more: Partial<Health["access"]>) =>
    found({ access: { ...well.access, ...more } });

  test("that no second factor is asked for is said where Auth knows one", () => {
    expect(access({ adminRequiresMfa: false })).toMatchObject([
      { tone: "warning", title: "Administrators need no second factor" },
    ]);
    expect(
      access({ adminRequiresMfa: false, adminsWithoutSecondFactor: null }),
    ).toEqual([]);
  });

  test("administrators without the factor that is asked for are counted", () => {
    expect(access({ adminsWithoutSecondFactor: 1 })).toMatchObject([
      { title: "1 administrator without a second factor" },
    ]);
  });
});

test("an address policy that cannot be read, an operator's server that fails, and servers that fail are said, the gravest first", () => {
  const findings = healthFindings(
    sampleHealth({
      servers: { ...well.servers, failing: 3 },
      addresses: { problem: "10.0.0.0/40 is no range", policy: null },
      operatorServer: {
        isConfigured: true,
        version: null,
        latencyMs: null,
        error: { code: "timeout", message: "No answer within 5 s" },
      },
    }),
  );
  expect(findings.map(({ title, path }) => [title, path])).toEqual([
    ["The address policy cannot be read", undefined],
    ["The operator's server: No answer in time", undefined],
    ["3 of 7 active servers cannot be used", "/admin/servers?state=failing"],
  ]);
  expect(findings[0]?.advice).toContain("10.0.0.0/40 is no range");
});
