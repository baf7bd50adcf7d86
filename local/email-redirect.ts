import { type EmailDriver } from "@supabase/lite";
import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Auth of Supabase leads the link of an e-mail back to the page that asked for it (?redirect_to=, if it is an address of ours);
 * @supabase/lite forgets to ask, and always leads to the first page.
 */
const askedFor = new AsyncLocalStorage<string | undefined>();

/** Does a request's work, keeping in mind where its e-mail is to lead. */
export function withRedirect<Result>(
  request: Request,
  origins: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  const redirectTo = new URL(request.url).searchParams.get("redirect_to") ?? "";
  const isOurs =
    URL.canParse(redirectTo) && origins.includes(new URL(redirectTo).origin);
  return askedFor.run(isOurs ? redirectTo : undefined, work);
}

export function redirecting(driver: EmailDriver): EmailDriver {
  return {
    async send(message) {
      const redirectTo = askedFor.getStore();
      const text =
        redirectTo === undefined
          ? message.text
          : message.text?.replace(
              /(?<=&redirect_to=)\S+/,
              encodeURIComponent(redirectTo),
            );
      await driver.send({ ...message, ...(text !== undefined && { text }) });
    },
  };
}
