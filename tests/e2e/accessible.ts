import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Result } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { guests, setScreens, settled, visible } from "./screens.ts";

const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** Anybody can read and use every screen on one device. */
export function testAccessibility(
  file: string,
  device: Pick<BrowserContextOptions, "viewport" | "isMobile" | "hasTouch">,
) {
  const screens = setScreens(file);
  const { scene, open, openSignedIn } = screens;
  let axeSource: string;

  beforeAll(async () => {
    const path = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    axeSource = await readFile(path, "utf8");
  });

  describe("WCAG 2.2 AA, by day and by night", () => {
    // These pages take the theme as they find it when they are opened.
    test.each(themes)("before signing in, %s", async (colorScheme) => {
      const page = await open("/sign-in", { ...device, colorScheme });
      await expectNoViolations(page, colorScheme);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.locator("[aria-invalid=true]").first().waitFor(visible);
      await expectNoViolations(page, colorScheme);
      for (const path of ["/sign-up", "/forgotten-password", "/nowhere"]) {
        await page.goto(scene.product.url + path);
        await page.getByRole("heading", { level: 1 }).waitFor(visible);
        await expectNoViolations(page, colorScheme);
      }
      await page.context().close();
    });

    test("the dashboard, its menus and its question", async () => {
      const page = await openSignedIn("/dashboard", device);
      await guests(page).first().waitFor(visible);
      await expectAccessible(page);

      await page.getByRole("button", { name: "All servers" }).click();
      await page.getByRole("dialog", { name: "Servers" }).waitFor(visible);
      await expectAccessible(page);
      await page.keyboard.press("Escape");

      await page.getByRole("button", { name: "Display" }).click();
      await page.getByLabel("Group by").selectOption("Status");
      await page
        .getByRole("button", { name: /^Running/ })
        .last()
        .waitFor(visible);
      await expectAccessible(page);
      await page.keyboard.press("Escape");

      await page
        .getByRole("button", { name: "Actions for backup-target" })
        .click();
      await page.getByRole("menuitem", { name: "Stop" }).waitFor(visible);
      await expectAccessible(page);
      await page.getByRole("menuitem", { name: "Stop" }).click();
      await page.getByRole("alertdialog").waitFor(visible);
      await expectAccessible(page);
      await page.context().close();
    });

    test("the servers and their dialogs", async () => {
      const page = await openSignedIn("/servers", device);
      await page.getByText("4 of 50 server slots used").waitFor(visible);
      await expectAccessible(page);

      await page.getByRole("button", { name: "Test Berlin" }).click();
      await page.getByText("The token may").waitFor(visible);
      await expectAccessible(page);

      await page.getByRole("button", { name: "Delete Berlin" }).click();
      await page.getByRole("alertdialog").waitFor(visible);
      await expectAccessible(page);
      await page.keyboard.press("Escape");

      await page.getByRole("button", { name: "Edit Berlin" }).click();
      await page.getByRole("dialog").waitFor(visible);
      await expectAccessible(page);
      await page.keyboard.press("Escape");

      await page.getByRole("button", { name: "Add server" }).click();
      await page.getByText("How to make a token", { exact: true }).click();
      await page.getByRole("button", { name: "Test & Save" }).click();
      await page.getByText("Enter a name").waitFor(visible);
      await expectAccessible(page);
      await page.context().close();
    });

    test("a guest's page, and one of its questions", async () => {
      const page = await openSignedIn("/dashboard?q=gitlab", device);
      await page.getByRole("link", { name: "gitlab", exact: true }).click();
      await page.getByText(/Debian GNU/).waitFor(visible);
      await page.getByRole("slider").last().waitFor(visible);
      await expectAccessible(page);

      await page.getByRole("link", { name: "Configuration" }).click();
      await page.getByText("scsi0", { exact: true }).waitFor(visible);
      await expectAccessible(page);

      await page.getByRole("link", { name: "Snapshots" }).click();
      await page
        .getByRole("button", { name: "Roll back to before-17-4" })
        .click();
      await page.getByRole("dialog").waitFor(visible);
      await expectAccessible(page);
      await page.context().close();
    });

    test("what was done, the settings, and the administration", async () => {
      const page = await openSignedIn("/activity", device);
      await page.getByText("Make administrator").last().waitFor(visible);
      await expectAccessible(page);
      await page.goto(`${scene.product.url}/profile`);
      await page.getByLabel("Time zone").waitFor(visible);
      await expectAccessible(page);

      await page.goto(`${scene.product.url}/admin/servers`);
      const deactivate = page.getByRole("button", {
        name: "Deactivate Berlin",
      });
      await deactivate.waitFor(visible);
      await expectAccessible(page);
      await deactivate.click();
      await page.getByRole("dialog").waitFor(visible);
      await expectAccessible(page);
      await page.goto(`${scene.product.url}/admin/health`);
      await page.getByText("Key 1", { exact: true }).waitFor(visible);
      await expectAccessible(page);
      await page.context().close();
    });
  });

  async function expectAccessible(page: Page) {
    const isDark = (await page.locator("html.dark").count()) > 0;
    // The one that is there first: a change of all colours takes the page half a second.
    for (const theme of isDark ? themes.toReversed() : themes) {
      await page.emulateMedia({ colorScheme: theme });
      await expectNoViolations(page, theme);
    }
  }

  async function expectNoViolations(page: Page, theme: Theme) {
    await settled(page);
    await page
      .locator(theme === "dark" ? "html.dark" : "html:not(.dark)")
      .waitFor({ state: "attached" });
    expect(await violations(page), `${page.url()}, ${theme}`).toEqual([]);
  }

  async function violations(page: Page) {
    if (!(await page.evaluate(() => "axe" in window)))
      await page.evaluate(axeSource);
    // Half faded in, a text has half of its contrast; and what inherits a colour begins to change when that one has changed.
    await page.evaluate(async () => {
      const nextFrame = () => new Promise(requestAnimationFrame);
      const ending = () =>
        document
          .getAnimations()
          .filter(
            ({ effect, playState }) =>
              playState !== "finished" &&
              effect?.getComputedTiming().endTime !== Infinity,
          );
      do {
        await Promise.allSettled(ending().map(({ finished }) => finished));
        await nextFrame();
        await nextFrame();
      } while (ending().length > 0);
    });
    return await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run: (options: object) => Promise<{ violations: Result[] }> };
      };
      const result = await axe.run({
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        // Nothing is made of what nobody reads.
        resultTypes: ["violations"],
        selectors: false,
      });
      return result.violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} (${failureSummary ?? ""})`).join(" ")}`,
      );
    });
  }
}
