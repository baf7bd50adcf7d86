import { useState } from "react";
import { describe, expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { renderWithProviders } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { readSearch } from "./readSearch.ts";
import { SearchField } from "./SearchField.tsx";

const vms = [
  sampleVm({ vmid: 101, tags: "prod", serverName: "Berlin 1" }),
  sampleVm({ vmid: 102, tags: "prod;preview", serverName: "Berlin 1" }),
];

/** As in the list of guests, with the query in force written beside it. */
function Searching({ start }: { start: string }) {
  const [text, setText] = useState(start);
  const search = readSearch(text);
  return (
    <>
      <SearchField text={text} search={search} vms={vms} onChange={setText} />
      <output aria-label="In force">{search.queryText}</output>
    </>
  );
}

function renderSearch(start = "") {
  const { user } = renderWithProviders(<Searching start={start} />);
  return {
    user,
    input: screen.getByRole("combobox", { name: "Search guests" }),
  };
}

function options() {
  return screen.getAllByRole("option").map(({ textContent }) => textContent);
}

function expectInForce(text: string) {
  expect(screen.getByLabelText("In force")).toHaveTextContent(
    text === "" ? /^$/ : text,
  );
}

describe("completion", () => {
  test("fields, then values with their counts, by keys alone", async () => {
    const { user, input } = renderSearch();
    await user.click(input);
    await screen.findByRole("listbox", { name: "Suggestions" });
    await user.keyboard("ta");
    expect(options()).toEqual([expect.stringMatching(/^tag:/)]);
    expect(input).toHaveAttribute("aria-expanded", "true");
    expect(input).not.toHaveAttribute("aria-activedescendant");

    await user.keyboard("{ArrowDown}");
    const field = screen.getByRole("option", { selected: true });
    expect(input).toHaveAttribute("aria-activedescendant", field.id);
    expect(input).toHaveAttribute(
      "aria-controls",
      screen.getByRole("listbox").id,
    );
    await user.keyboard("{Enter}");
    expect(input).toHaveValue("tag:");
    expect(options()).toEqual(["tag:prod2 guests", "tag:preview1 guest"]);

    await user.keyboard("{ArrowDown}{ArrowDown}{Tab}");
    expect(input).toHaveValue("tag:preview ");
    expect(input).toHaveFocus();
    expect(input).toHaveAttribute("aria-expanded", "false");
    expect(screen.queryByRole("listbox")).toBeNull();
    expectInForce("tag:preview");
  });

  test("by clicks, with the focus kept", async () => {
    const { user, input } = renderSearch("web ");
    await user.click(input);
    await user.click(await screen.findByRole("option", { name: /^server:/ }));
    await user.click(screen.getByRole("option", { name: /Berlin/ }));
    expect(input).toHaveValue('web server:"Berlin 1" ');
    expect(input).toHaveFocus();
  });

  test("the caret stays behind what was chosen in the middle", async () => {
    const { user, input } = renderSearch("tag:pr web");
    await user.click(input);
    await user.keyboard("{Home}{ArrowRight>6/}{ArrowDown}");
    await screen.findByRole("listbox");
    await user.keyboard("{ArrowDown}{Enter}");
    expect(input).toHaveValue("tag:prod web");
    expect(input).toHaveProperty("selectionStart", "tag:prod".length);
  });

  test("the arrows go round, by way of the input", async () => {
    const { user, input } = renderSearch("tag:p");
    await user.click(input);
    await screen.findByRole("listbox");
    await user.keyboard("{ArrowUp}");
    expect(screen.getByRole("option", { selected: true })).toHaveTextContent(
      "tag:preview",
    );
    await user.keyboard("{ArrowDown}");
    expect(screen.queryByRole("option", { selected: true })).toBeNull();
  });

  test("Escape closes it, and then empties the search", async () => {
    const { user, input } = renderSearch("tag:p");
    await user.click(input);
    await screen.findByRole("listbox");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(input).toHaveValue("tag:p");
    await user.keyboard("{Escape}");
    expect(input).toHaveValue("");
  });

  test("Enter and Tab without a choice are the page's", async () => {
    const { user, input } = renderSearch("tag:p");
    await user.click(input);
    await screen.findByRole("listbox");
    await user.keyboard("{Enter}");
    expect(input).toHaveValue("tag:p");
    expect(screen.queryByRole("listbox")).toBeNull();
    await user.keyboard("{ArrowDown}");
    await screen.findByRole("listbox");
    await user.tab();
    expect(input).not.toHaveFocus();
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  test("a blank ends it", async () => {
    const { user, input } = renderSearch();
    await user.type(input, "ta");
    await screen.findByRole("listbox");
    await user.keyboard(" ");
    expect(screen.queryByRole("listbox")).toBeNull();
  });
});

describe("mistakes", () => {
  test("are marked once the typing pauses; the rest stays in force", async () => {
    const { user, input } = renderSearch();
    await user.type(input, "web statsu:x");
    expectInForce("web");
    expect(input).not.toBeInvalid();

    const sentence = await screen.findByText(
      "There is no field “statsu”. Did you mean “status”?",
    );
    expect(sentence).toBeVisible();
    expect(screen.getByText("Meanwhile the list shows “web”.")).toBeVisible();
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription(/Did you mean “status”/);
    expect(markedPart()).toBe("statsu:");

    await user.keyboard("{Backspace}");
    expect(input).not.toBeInvalid();
  });

  test("are no mistakes yet while they are being completed", async () => {
    const { user, input } = renderSearch();
    await user.type(input, "tga:x status:ru");
    await screen.findByRole("option", { name: /status:running/ });
    expect(await screen.findByText(/There is no field “tga”/)).toBeVisible();
    await user.clear(input);
    await user.type(input, "status:ru{Escape}");
    expect(await screen.findByText(/^A status is one of/)).toBeVisible();
    await user.keyboard("{ArrowDown}");
    expect(screen.queryByText(/^A status is one of/)).toBeNull();
  });

  test("are said at once on Enter", async () => {
    const { user, input } = renderSearch();
    await user.type(input, "(web{Enter}");
    expect(screen.getByText("This parenthesis is not closed.")).toBeVisible();
    expect(markedPart()).toBe("(");
    await user.keyboard(")");
    expectInForce("web");
    expect(screen.queryByText(/not closed/)).toBeNull();
  });

  test("in an address are said at once, and leave the list as it is", () => {
    renderSearch("cpu>lots");
    expect(screen.getByText(/such as 80%/)).toBeVisible();
    expect(screen.getByText("Meanwhile the list shows all.")).toBeVisible();
    expectInForce("");
  });

  function markedPart() {
    return document.querySelector(".decoration-wavy")?.textContent;
  }
});

describe("help", () => {
  test("an example goes into the search by a click", async () => {
    const { user, input } = renderSearch();
    await user.click(screen.getByRole("button", { name: "How to search" }));
    const help = await screen.findByRole("dialog", { name: "How to search" });
    await user.click(
      within(help).getByRole("button", { name: /^tag:prod status:running/ }),
    );
    await waitFor(() => {
      expect(input).toHaveValue("tag:prod status:running");
    });
    expect(input).toHaveFocus();
    expectInForce("tag:prod status:running");
  });

  test("every example makes sense", async () => {
    const { user, input } = renderSearch();
    const help = screen.getByRole("button", { name: "How to search" });
    await user.click(help);
    const list = await screen.findByRole("list", { name: "Examples" });
    const examples = within(list)
      .getAllByRole("button")
      .map((button) => button.querySelector("code")?.textContent ?? "");
    await user.keyboard("{Escape}");
    expect(examples.length).toBeGreaterThan(5);
    for (const example of examples) {
      await user.clear(input);
      await user.click(input);
      await user.paste(example);
      expectInForce(example);
    }
  });
});
