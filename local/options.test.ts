import { join } from "node:path";
import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";
import { repository } from "./paths.ts";

test("without options it is the demo, on this machine, with the data in the checkout", () => {
  expect(parseOptions([], {})).toEqual({
    help: false,
    port: undefined,
    host: "127.0.0.1",
    dataDirectory: join(repository, ".local"),
    demo: true,
    dev: false,
    admin: undefined,
    publicUrl: undefined,
    smtpUrl: undefined,
  });
});

test("every option is understood", () => {
  expect(
    parseOptions(
      [
        "--port",
        "0",
        "--host=0.0.0.0",
        "--data",
        "/srv/muster",
        "--no-demo",
        "--dev",
        "--admin",
        "me@example.org",
      ],
      {
        MUSTER_PUBLIC_URL: "https://muster.example.org",
        MUSTER_SMTP_URL: "smtp://localhost",
      },
    ),
  ).toEqual({
    help: false,
    port: 0,
    host: "0.0.0.0",
    dataDirectory: "/srv/muster",
    demo: false,
    dev: true,
    admin: "me@example.org",
    publicUrl: "https://muster.example.org",
    smtpUrl: "smtp://localhost",
  });
});

test.each([
  [["--port", "http"], /--port takes a number from 0 to 65535, not "http"/],
  [["--port", "65536"], /not "65536"/],
  [["--port=-1"], /not "-1"/],
  [["--port"], /--port/],
  [["--host="], /--host takes a value/],
  [["--data="], /--data takes a value/],
  [["--admin", "me"], /e-mail address, not "me"/],
  [["--no-dmeo"], /--no-dmeo/],
  [["8080"], /8080/],
])("%j is refused with a sentence", (args, sentence) => {
  expect(() => parseOptions(args, {})).toThrow(sentence);
});

test("the public address loses its final slash, and may have no path", () => {
  const parsed = (MUSTER_PUBLIC_URL: string) =>
    parseOptions([], { MUSTER_PUBLIC_URL }).publicUrl;
  expect(parsed("https://muster.example.org/")).toBe(
    "https://muster.example.org",
  );
  expect(parsed("")).toBeUndefined();
  expect(() => parsed("https://example.org/muster")).toThrow(/without a path/);
  expect(() => parsed("muster.example.org")).toThrow(/MUSTER_PUBLIC_URL/);
});
