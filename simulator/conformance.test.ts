// @vitest-environment node
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { failures, playRecordings, summary } from "./conformance.ts";

const ownExchanges = fileURLToPath(new URL("fixtures", import.meta.url));
/** A folder of exchanges with a real Proxmox VE, where there is one. */
const recordings = process.env.PVE_RECORDINGS;

test("a few exchanges as Proxmox VE has them agree", async () => {
  const verdicts = await playRecordings(ownExchanges);
  expect(verdicts.length).toBeGreaterThanOrEqual(12);
  expect(failures(verdicts), summary(verdicts)).toEqual([]);
}, 20_000);

test.runIf(recordings !== undefined)(
  "the recordings agree, but for those that are known not to, and these are few",
  async () => {
    const verdicts = await playRecordings(recordings ?? "");
    expect(failures(verdicts), summary(verdicts)).toEqual([]);
    const counted = verdicts.filter(({ isEnvironment }) => !isEnvironment);
    const agreeing = counted.filter(
      ({ differences }) => differences.length === 0,
    );
    expect(agreeing.length / counted.length).toBeGreaterThanOrEqual(0.95);
  },
  60_000,
);
