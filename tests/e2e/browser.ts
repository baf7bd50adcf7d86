import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const programNames = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
];
const knownPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * A Chromium to test with: CHROME_PATH, an installed one, one that Playwright has brought before, or one that is installed now, by the
 * system's package manager (as root) or by Playwright. Throws with what was tried when there is no way to one.
 */
function chromiumPath(): string {
  const found = installedChromium();
  if (found) return found;

  for (const [program, ...args] of installers()) {
    if (!program) continue;
    console.log(
      `No Chromium or Chrome is installed. Trying: ${[program, ...args].join(" ")}`,
    );
    spawnSync(program, args, {
      stdio: "inherit",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  const installed = installedChromium();
  if (!installed) {
    throw new Error(
      "The browser tests need Chromium or Chrome, and it could not be installed. Install one, or set CHROME_PATH to its program file.",
    );
  }
  return installed;
}

function installedChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return [
    process.env.CHROME_PATH,
    ...programNames.flatMap((name) =>
      folders.map((folder) => join(folder, name)),
    ),
    ...knownPlaces,
    chromium.executablePath(),
  ].find((path) => path !== undefined && path !== "" && existsSync(path));
}

function installers(): string[][] {
  const playwright = [
    process.execPath,
    join(import.meta.dirname, "../../node_modules/playwright-core/cli.js"),
    "install",
    "chromium",
  ];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync("/usr/bin/apt-get")) {
    return [
      ["apt-get", "update", "-qq"],
      [
        "apt-get",
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "chromium",
      ],
      playwright,
    ];
  }
  return [playwright];
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
