import { expect, test } from "vitest";
import { inputMessage, resizeMessage } from "./terminalProtocol.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("what is typed is announced by its length in bytes", () => {
  expect(text(inputMessage("ls\r"))).toBe("0:3:ls\r");
  expect(text(inputMessage("grüße 🙂"))).toBe("0:12:grüße 🙂");
});

test("a size is columns, then rows", () => {
  expect(text(resizeMessage(80, 24))).toBe("1:80:24:");
});
