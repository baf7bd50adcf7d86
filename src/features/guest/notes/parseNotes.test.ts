import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import { parseNotes, type Block, type Inline } from "./parseNotes.ts";

/** Short enough to compare: `h(…)`, `- …`, *em*, **strong**, `code`, [text](href). */
function written(blocks: Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case "paragraph":
        return block.lines.map(line);
      case "heading":
        return [`h(${line(block.line)})`];
      case "list":
        return block.items.map(
          (item) => `${block.isOrdered ? "1." : "-"} ${line(item)}`,
        );
      case "code":
        return [`{${block.text}}`];
      case "rule":
        return ["---"];
    }
  });
}

function line(pieces: Inline[]): string {
  return pieces
    .map((piece) => {
      switch (piece.kind) {
        case "text":
          return piece.text;
        case "strong":
          return `<strong>${piece.text}`;
        case "em":
          return `<em>${piece.text}`;
        case "code":
          return `<code>${piece.text}`;
        case "link":
          return `<${piece.href}>${piece.text}`;
      }
    })
    .join("|");
}

describe("notes", () => {
  test.each([
    ["first\nline two", ["first", "line two"]],
    ["# Web\n\nruns nginx", ["h(Web)", "runs nginx"]],
    [
      "- one\n* two\n\n1. first\n2) second",
      ["- one", "- two", "1. first", "1. second"],
    ],
    ["a\n\n---\nb", ["a", "---", "b"]],
    [
      "```sh\nqm start 100\n# not a heading\n```\nafter",
      ["{qm start 100\n# not a heading}", "after"],
    ],
    ["```\nnever ends", ["{never ends}"]],
    [
      "**bold**, *soft*, `rm -rf *` and 2 * 3 * 4",
      ["<strong>bold|, |<em>soft|, |<code>rm -rf *| and 2 * 3 * 4"],
    ],
    [
      "see https://wiki.example/a_b(c).",
      ["see |<https://wiki.example/a_b>https://wiki.example/a_b|(c)."],
    ],
    [
      "[the wiki](https://wiki.example/x)",
      ["<https://wiki.example/x>the wiki"],
    ],
    ["[bad](javascript:alert(1))", ["[bad](javascript:alert(1))"]],
    ["1 < 2 and 3 > 2", ["1 < 2 and 3 > 2"]],
    ["<script>alert(1)</script>", ["<script>alert(1)</script>"]],
  ])("%j", (notes, expected) => {
    expect(written(parseNotes(notes))).toEqual(expected);
  });

  test("in HTML are read for what they say", () => {
    const notes = `<div align='center'>
  <a href='https://scripts.example' target='_blank' rel='noopener'>
    <img src='https://scripts.example/logo.png' alt='Logo' style='width:81px'/>
  </a>

  <h2 style='font-size: 24px;'>Docker LXC</h2>

  <p style='margin: 16px 0;'>
    <a href='https://ko-fi.example/x' target='_blank'>Buy a coffee</a>
  </p>
  <span>one</span><br/>two
</div>`;
    expect(written(parseNotes(notes))).toEqual([
      "h(Docker LXC)",
      "<https://ko-fi.example/x>Buy a coffee",
      "one",
      "two",
    ]);
  });

  test("whatever they hold, a link leads to a web address and nothing is lost in time", () => {
    const text = fc.array(
      fc.oneof(
        fc.constantFrom(
          "<a href='",
          "https://x",
          "javascript:",
          "](",
          "[",
          ")",
          "*",
          "**",
          "`",
          "```",
          "\n",
          "# ",
          "- ",
          "<",
          ">",
          "</a>",
          "'",
          " ",
        ),
        fc.string(),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const links = parseNotes(parts.join(""))
          .flatMap((block) =>
            block.kind === "paragraph"
              ? block.lines.flat()
              : block.kind === "list"
                ? block.items.flat()
                : block.kind === "heading"
                  ? block.line
                  : [],
          )
          .flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));
        for (const href of links) expect(href).toMatch(/^https?:\/\//i);
      }),
    );
  });
});
