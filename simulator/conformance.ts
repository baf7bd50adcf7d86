import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import type { Differences } from "./conformance/compare.ts";
import { knownDifferences } from "./conformance/known.ts";
import { Play } from "./conformance/play.ts";
import {
  isEnvironment,
  readRecordings,
  type Recording,
} from "./conformance/recording.ts";
import { openStage, type Stage } from "./conformance/scene.ts";
import { scenes } from "./conformance/scenes.ts";

export interface Verdict {
  name: string;
  /** Owed to the machine that was recorded: reported, and not counted. */
  isEnvironment: boolean;
  differences: Differences;
}

/** Plays every recording of a folder against the simulator, each in the state it assumes. */
export async function playRecordings(directory: string): Promise<Verdict[]> {
  const stage = await openStage();
  try {
    const verdicts: Verdict[] = [];
    for (const recording of await readRecordings(directory)) {
      const differences = await play(stage, recording);
      verdicts.push({
        name: recording.name,
        isEnvironment: isEnvironment(recording),
        differences,
      });
    }
    return verdicts;
  } finally {
    await stage.close();
  }
}

async function play(stage: Stage, recording: Recording): Promise<Differences> {
  stage.reset();
  const one = new Play(stage, recording);
  try {
    for (const [name, scene] of scenes)
      if (name.test(recording.name)) await scene(one);
    return await one.run();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** What disagrees without a reason known. */
export const failures = (verdicts: Verdict[]): string[] =>
  verdicts
    .filter(
      ({ name, isEnvironment: isOwedToMachine, differences }) =>
        differences.length > 0 &&
        !isOwedToMachine &&
        !(name in knownDifferences),
    )
    .map(({ name }) => name);

export function summary(verdicts: Verdict[]): string {
  const counted = verdicts.filter((verdict) => !verdict.isEnvironment);
  const agreeing = counted.filter(
    ({ differences }) => differences.length === 0,
  );
  const lines = verdicts
    .filter(({ differences }) => differences.length > 0)
    .map((verdict) => {
      const reason = verdict.isEnvironment
        ? "owed to the recorded machine"
        : knownDifferences[verdict.name];
      const title =
        reason === undefined
          ? verdict.name
          : `${verdict.name} (known: ${reason})`;
      return [
        title,
        ...verdict.differences.map((difference) => `  ${difference}`),
      ].join("\n");
    });
  return [
    ...lines,
    `${String(agreeing.length)} of ${String(counted.length)} agree`,
    "",
  ].join("\n");
}

const ownExchanges = fileURLToPath(new URL("fixtures", import.meta.url));

const help = `Plays recorded exchanges with a Proxmox VE against the simulator.

npx tsx simulator/conformance.ts [--recordings] DIR    (without DIR: the few of our own in simulator/fixtures)
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      recordings: { type: "string" },
      help: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const directory = values.recordings ?? positionals[0] ?? ownExchanges;
  if (!existsSync(directory))
    throw new Error(`There is no folder ${directory}`);
  const verdicts = await playRecordings(directory);
  process.stdout.write(summary(verdicts));
  if (failures(verdicts).length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
