import type { Browser, BrowserContext, Page } from "playwright-core";

/** A browser of one's own. Its pages' failures, and what the content security policy stops, go to `complaints`. */
export async function newPerson(
  browser: Browser,
  complaints: string[],
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(30_000);
  context.on("page", (opened) => {
    opened.on("pageerror", (error) => complaints.push(error.message));
    opened.on("console", (message) => {
      const text = message.text();
      // A refused request is logged by the browser itself: that a wrong password is 400 is no fault.
      if (message.type() === "error" && !/Failed to load resource/.test(text))
        complaints.push(text);
    });
  });
  return context;
}

export async function signIn(on: Page, email: string, password: string) {
  await on.getByLabel("E-mail address").fill(email);
  await on.getByLabel("Password", { exact: true }).fill(password);
  await on.getByRole("button", { name: "Sign in", exact: true }).click();
}
