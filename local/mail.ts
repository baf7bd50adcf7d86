import { type EmailDriver, type EmailMessage } from "@supabase/lite";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { writePrivate } from "./files.ts";
import { SmtpEmailDriver } from "./lite.ts";

/** smtp://user:password@host:587/?from=muster@example.org, or smtps:// for TLS from the first byte. */
export function smtpDriver(address: string): EmailDriver {
  const problem =
    "MUSTER_SMTP_URL is smtp://USER:PASSWORD@HOST:PORT/?from=ADDRESS (or smtps://)";
  if (!URL.canParse(address)) throw new Error(problem);
  const url = new URL(address);
  const isImplicitTls = url.protocol === "smtps:";
  if (!isImplicitTls && url.protocol !== "smtp:") throw new Error(problem);
  const user = decodeURIComponent(url.username);
  const from = url.searchParams.get("from") ?? user;
  if (!url.hostname || !from.includes("@"))
    throw new Error(
      `${problem}; without from=, USER has to be an e-mail address`,
    );
  const driver = new SmtpEmailDriver({
    host: url.hostname,
    port: Number(url.port || (isImplicitTls ? 465 : 587)),
    secure: isImplicitTls,
    from: { name: "Muster", address: from },
    ...(user && { user, pass: decodeURIComponent(url.password) }),
  });
  return { send: (message) => driver.send(ours(message)) };
}

/** Nothing is sent: e-mails are put into the folder, and shown where Muster was started. */
export function folderDriver(
  directory: string,
  show: (text: string) => void,
): EmailDriver {
  return {
    async send(message) {
      const { to, subject, text = "" } = ours(message);
      const date = new Date();
      const name = `${date.toISOString().replaceAll(":", "-")}-${randomBytes(3).toString("hex")}.eml`;
      const path = join(directory, name);
      const headers = [
        "From: Muster <muster@localhost>",
        `To: ${oneLine(to)}`,
        `Subject: ${oneLine(subject)}`,
        `Date: ${date.toUTCString()}`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
      ];
      await writePrivate(
        path,
        [...headers, "", text.replaceAll("\n", "\r\n"), ""].join("\r\n"),
      );
      show(
        `E-mail to ${oneLine(to)} (kept in ${path}):\n\n${text.replace(/^/gm, "    ")}\n`,
      );
    },
  };
}

/** lite's pages of HTML name lite; its text says the same in two lines. */
function ours({ to, subject, text }: EmailMessage): EmailMessage {
  return { to, subject: `Muster: ${subject.toLowerCase()}`, text: text ?? "" };
}

/** An address from a request must not add headers, nor move the cursor of the terminal. */
function oneLine(value: string): string {
  return value.replace(/\p{Cc}/gu, "");
}
