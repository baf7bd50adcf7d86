import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxQueryLength } from "./maxQueryLength.ts";
import { parseQuery } from "./parseQuery.ts";
import { printQuery } from "./printQuery.ts";

/** The query in its plainest writing: shorter to compare than its tree. */
function read(text: string): string | undefined {
  const { query } = parseQuery(text);
  return query && printQuery(query);
}

/** The part that is marked, and the sentence. */
function refusal(text: string): [string, string] | undefined {
  const { error } = parseQuery(text);
  return error && [text.slice(error.from, error.to), error.message];
}

describe("words and fields", () => {
  test("nothing asks for nothing", () => {
    expect(parseQuery(" \t ")).toEqual({ query: { kind: "and", parts: [] } });
  });

  test("a word, and a word in quotes with blanks and escapes", () => {
    expect(parseQuery("web-01")).toEqual({
      query: { kind: "text", text: "web-01" },
    });
    expect(parseQuery(String.raw`"a \"b\" \\ \c"`)).toEqual({
      query: { kind: "text", text: String.raw`a "b" \ \c` },
    });
  });

  test("a field's value is the whole, except for the name's", () => {
    expect(parseQuery("tag:Prod")).toEqual({
      query: { kind: "field", field: "tag", isWhole: true, value: "Prod" },
    });
    expect(parseQuery("name:web")).toEqual({
      query: { kind: "field", field: "name", isWhole: false, value: "web" },
    });
    expect(parseQuery("name=web")).toEqual({
      query: { kind: "field", field: "name", isWhole: true, value: "web" },
    });
  });

  test.each([
    ["blanks between", "a  b\tc", "a b c"],
    ["a field with blanks around its operator", "cpu > 80", "cpu>80%"],
    ["a field in capitals", "TAG:x", "tag:x"],
    ["other names of fields", "vmid:1 memory>1G tags:x", "id:1 mem>1G tag:x"],
    ["= as :", "tag=x id=101", "tag:x id:101"],
    ["a value in quotes", 'server:"Berlin 1"', 'server:"Berlin 1"'],
    ["quotes that are not needed", '"web" tag:"x"', "web tag:x"],
    ["an operator that is a word", '"web" "=x"', 'web "=x"'],
    ["quotes that are", '"or" "-x" "tag:x" "a b"', '"or" "-x" "tag:x" "a b"'],
    ["a value with a colon in it", "server:a:b", "server:a:b"],
    ["a glob", "name:web-*-0*", "name:web-*-0*"],
    ["status", "status:RUNNING", "status:running"],
    [
      "types",
      "type:vm type:qemu type:ct type:LXC",
      "type:vm type:vm type:ct type:ct",
    ],
    ["a word that only looks like a field", "web-1:x 10:x", "web-1:x 10:x"],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe("and, or, not", () => {
  test.each([
    ["and binds more than or", "a b or c d", "a b or c d"],
    ["written and", "a AND b", "a b"],
    ["parentheses", "a (b or c)", "a (b or c)"],
    [
      "parentheses that change nothing",
      "((a) (b c)) or (d or e)",
      "a b c or d or e",
    ],
    ["not a word", "-a -tag:x", "-a -tag:x"],
    ["not a group", "-(a or b) -(a b)", "-(a or b) -(a b)"],
    ["not not", "--a", "--a"],
    ["!= is not", "tag!=x", "-tag:x"],
    ["a dash inside a word", "web-01", "web-01"],
    ["or with nothing before it is a word", "or", '"or"'],
    ["or after or is a word", "a or or", 'a or "or"'],
    ["and with nothing before it is a word", "and x", '"and" x'],
    ["orders is a word", "orders android", "orders android"],
    ["quotes touch", 'a"b c"d', 'a "b c" d'],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe("quantities", () => {
  test.each([
    ["cpu>80", "cpu>80%"],
    ["cpu>=12.5%", "cpu>=12.5%"],
    ["mem>4G", "mem>4G"],
    ["mem<1.5GiB", "mem<1536M"],
    ["mem<=512mb", "mem<=512M"],
    ["mem>90%", "mem>90%"],
    ["disk>2T", "disk>2T"],
    ["disk<100B", "disk<100B"],
    ["uptime<1d2h", "uptime<1d2h"],
    ["uptime>2w", "uptime>14d"],
    ["uptime<90min", "uptime<1h30m"],
    ["uptime<0s", "uptime<0s"],
    ["id>=500", "id>=500"],
  ])("%s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test("1.5 GiB are as many bytes as Proxmox VE counts", () => {
    expect(parseQuery("mem>1.5G").query).toMatchObject({
      quantity: { unit: "bytes", amount: 1.5 * 1024 ** 3 },
    });
  });
});

describe("what makes no sense is marked where it stands", () => {
  test.each([
    [
      "web servr:x",
      "servr:",
      "There is no field “servr”. Did you mean “server”?",
    ],
    ["zone:x", "zone:", /^There is no field “zone”. There are name, tag,/],
    ["web tag:", "tag:", "Give a value, such as tag:prod."],
    ["tag:)", "tag:", "Give a value, such as tag:prod."],
    ['tag:""', 'tag:""', "Give a value, such as tag:prod."],
    ["status:runing", "runing", /^A status is one of running, stopped/],
    ["type:vms", "vms", /^A type is/],
    ["id:web", "web", /^A VMID is a number/],
    ["cpu:80", "cpu:80", "“cpu” is compared with > or <: write cpu>80."],
    ["tag>5", "tag>5", "“tag” is not compared with > or <: write tag:prod."],
    ["mem>4", "4", "“mem” is compared with a value such as 4G or 90%."],
    ["uptime<3", "3", /such as 2h or 1d12h/],
    ["uptime<3d4", "3d4", /such as 2h or 1d12h/],
    ["cpu>-1", "-1", /such as 80%/],
    ["cpu!=80", "cpu!=80", "“cpu” is compared with > or <: write cpu>80."],
    ["id>web", "web", /such as 500/],
    ["mem>99999999P", "99999999P", /such as 4G/],
    ['web "a b', '"a b', "This quote is not closed."],
    ['server:"a', '"a', "This quote is not closed."],
    ['""', '""', "There is nothing between these quotes."],
    ["a or", "or", "Something must follow “or”."],
    ["(a or) b", "or", "Something must follow “or”."],
    ["a and", "and", "Something must follow “and”."],
    ["a -", "-", /right after the “-”/],
    ["- a", "-", /right after the “-”/],
    ["(-)", "-", /right after the “-”/],
    ["a (b", "(", "This parenthesis is not closed."],
    ["(", "(", "This parenthesis is not closed."],
    ["a) b", ")", "This parenthesis closes nothing."],
    [")", ")", "This parenthesis closes nothing."],
    ["a ( ) b", "( )", "There is nothing between these parentheses."],
  ])("%s", (text, marked, message) => {
    const [part, sentence] = refusal(text) ?? [];
    expect(part).toBe(marked);
    expect(sentence).toMatch(message);
  });

  test("what nobody would type is refused, not followed", () => {
    expect(refusal("(".repeat(100))?.[1]).toBe("That is nested too deeply.");
    expect(refusal("-".repeat(900) + "a")?.[1]).toBe(
      "That is nested too deeply.",
    );
    expect(refusal("a".repeat(maxQueryLength + 5))).toEqual([
      "aaaaa",
      `A search has ${maxQueryLength} characters at most.`,
    ]);
  });
});

/** Text made of what has a meaning, so that more than one in a million is a query. */
const typed = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['"', "(", ")", "-", " ", "\\", "*", "or ", "and ", ":", ">", "!="],
        ...[
          "tag:",
          "name:",
          "name=",
          "server:",
          "status:",
          "cpu>",
          "mem<=",
          "id:",
        ],
        ...[
          "uptime<",
          "80%",
          "4G",
          "1d2h",
          "1.5T",
          "running",
          "vm",
          "web",
          "x y",
        ],
      ),
      fc.string({ maxLength: 4, unit: "binary" }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

describe("whatever is typed", () => {
  test("is a query or an error in its place, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(typed, fc.string({ unit: "binary" })), (text) => {
        const { query, error } = parseQuery(text);
        expect(query === undefined).toBe(error !== undefined);
        if (!error) return;
        expect(error.from).toBeGreaterThanOrEqual(0);
        expect(error.to).toBeGreaterThan(error.from);
        expect(error.to).toBeLessThanOrEqual(text.length);
        expect(error.message).toMatch(/[.?]$/);
      }),
      { numRuns: 3000 },
    );
  });

  test("means the same after it is printed", () => {
    fc.assert(
      fc.property(typed, (text) => {
        const { query } = parseQuery(text);
        fc.pre(query !== undefined);
        expect(parseQuery(printQuery(query)).query).toEqual(query);
      }),
      { numRuns: 2000 },
    );
  });
});
