import { readdir, readFile, stat } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderDriver, smtpDriver } from "./mail.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

const message = {
  to: "ada@example.org",
  subject: "Reset Your Password",
  text: "Follow http://127.0.0.1/x",
  html: "<b>lite</b>",
};

test("an e-mail is shown, and kept for us alone", async () => {
  const directory = join(await temporaryDirectory(), "mail");
  const shown: string[] = [];
  await folderDriver(directory, (text) => shown.push(text)).send(message);
  const [name = ""] = await readdir(directory);
  const path = join(directory, name);
  expect(name).toMatch(/\.eml$/);
  expect((await stat(path)).mode & 0o077).toBe(0);
  const text = await readFile(path, "utf8");
  expect(text).toContain(
    "To: ada@example.org\r\nSubject: Muster: reset your password\r\n",
  );
  expect(text).toContain("\r\n\r\nFollow http://127.0.0.1/x\r\n");
  expect(shown.join()).toContain("Follow http://127.0.0.1/x");
  expect(shown.join()).toContain(path);
});

test("an address can neither add headers nor move the terminal's cursor", async () => {
  const directory = await temporaryDirectory();
  const shown: string[] = [];
  await folderDriver(directory, (text) => shown.push(text)).send({
    ...message,
    to: "a@b.c\r\nBcc: evil@example.org\u001b[2J",
  });
  const [name = ""] = await readdir(directory);
  expect(await readFile(join(directory, name), "utf8")).not.toMatch(/^Bcc:/m);
  expect(shown.join()).not.toContain("\u001b");
});

test("with an SMTP server it is sent", { timeout: 15_000 }, async () => {
  const { url, conversation } = await startSmtpServer();
  await smtpDriver(`${url}/?from=muster@example.org`).send(message);
  const text = conversation();
  expect(text).toContain("MAIL FROM:<muster@example.org>");
  expect(text).toContain("RCPT TO:<ada@example.org>");
  expect(text).toContain("Follow http://127.0.0.1/x");
  expect(text).not.toContain("lite");
});

test(
  "a password is not given to a server that offers no encryption",
  { timeout: 15_000 },
  async () => {
    const { url, conversation } = await startSmtpServer();
    const withPassword = url.replace(
      "smtp://",
      "smtp://user%40example.org:hunter2@",
    );
    await expect(smtpDriver(withPassword).send(message)).rejects.toThrow();
    expect(conversation()).not.toMatch(/AUTH/);
  },
);

test.each([
  "mail.example.org",
  "https://mail.example.org",
  "smtp://",
  "smtp://mail.example.org",
  "smtp://user:x@mail.example.org",
])("%s is refused with the form it should have", (address) => {
  expect(() => smtpDriver(address)).toThrow(/smtp:\/\/USER:PASSWORD@HOST:PORT/);
});

async function startSmtpServer(): Promise<{
  url: string;
  conversation: () => string;
}> {
  let text = "";
  const server = createServer((socket) => {
    let isData = false;
    socket.write("220 test\r\n");
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (isData) {
        if (!text.endsWith("\r\n.\r\n")) return;
        isData = false;
        socket.write("250 queued\r\n");
      } else if (chunk.toString().startsWith("DATA")) {
        isData = true;
        socket.write("354 go on\r\n");
      } else
        socket.write(
          chunk.toString().startsWith("QUIT") ? "221 bye\r\n" : "250 fine\r\n",
        );
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${String(port)}`, conversation: () => text };
}
