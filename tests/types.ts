/** `npm run types`: the SPA and the Node code by tsc, the functions by a current Deno. */
import { globSync } from "tinyglobby";
import { denoPath } from "../local/deno.ts";
import { run } from "./process.ts";

const tsc = (project: string) =>
  run(process.execPath, [
    "node_modules/typescript/bin/tsc",
    "--project",
    project,
  ]);
const functions = globSync(["supabase/functions/**/*.ts", "bench/deno/*.ts"]);

const exitCodes = [
  await tsc("tsconfig.json"),
  await tsc("tsconfig.node.json"),
  await run(denoPath("current"), [
    "check",
    "--quiet",
    // Beside package.json, where Deno finds the types of Node.
    "--config=deno.check.json",
    ...functions,
  ]),
];
process.exit(exitCodes.every((code) => code === 0) ? 0 : 1);
