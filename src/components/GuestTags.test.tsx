import { screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { GuestTags } from "@/components/GuestTags.tsx";
import type { TagStyle } from "@/lib/types.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

const path = "GET /functions/v1/list-vms/tags";
const vm = sampleVm({ tags: "prod;Web;db" });

beforeEach(() => {
  sessionStorage.clear();
  return signInAs();
});

function serverWith(style: Partial<TagStyle>) {
  const server = fakeServer();
  server.on(path, () =>
    json({
      shape: null,
      ordering: null,
      colors: { prod: { background: "#2e7d32", text: "#ffffff" } },
      allowedTags: [],
      ...style,
    }),
  );
  return server;
}

function names() {
  return [...screen.getByTitle(/^Tags/).children].map(
    ({ textContent }) => textContent,
  );
}

test("tags have the colours and the order that people chose at their server", async () => {
  serverWith({ ordering: "config" });
  renderWithProviders(<GuestTags vm={vm} most={2} />);
  await expect
    .poll(() => screen.getByText("prod").style.backgroundColor)
    .toBe("rgb(46, 125, 50)");
  expect(names()).toEqual(["prod", "Web", "+1"]);
});

test("after a reload they look at once as they did, also where the server is silent by now", async () => {
  serverWith({ ordering: "config" });
  const before = renderWithProviders(<GuestTags vm={vm} most={2} />);
  await expect.poll(names).toEqual(["prod", "Web", "+1"]);
  before.unmount();

  const server = fakeServer();
  server.on(path, () => failure("timeout", "No answer"));
  renderWithProviders(<GuestTags vm={vm} most={2} />);
  expect(names()).toEqual(["prod", "Web", "+1"]);
  await expect.poll(() => server.requests).toHaveLength(1);
  expect(names()).toEqual(["prod", "Web", "+1"]);
});

test.each(["{", "null", "[]"])(
  "what makes no sense is not kept: %s",
  async (text) => {
    sessionStorage.setItem(`muster.tag-style.${String(vm.serverId)}`, text);
    const server = serverWith({});
    renderWithProviders(<GuestTags vm={vm} most={4} />);
    expect(names()).toEqual(["db", "prod", "Web"]);
    await expect.poll(() => server.requests).toHaveLength(1);
  },
);

test("a server is asked once, whichever of its guests are shown", async () => {
  const server = serverWith({});
  const { rerender } = renderWithProviders(<GuestTags vm={vm} most={2} />);
  await expect
    .poll(() => server.requests.map(({ path }) => path))
    .toEqual(["/functions/v1/list-vms/tags"]);
  rerender(<GuestTags vm={sampleVm({ tags: "prod" })} most={2} />);
  rerender(<GuestTags vm={sampleVm()} most={2} />);
  rerender(<GuestTags vm={vm} most={2} />);
  expect(server.requests).toHaveLength(1);
});

test.each(["circle", "dense"] as const)(
  "shape %s: colours alone, with the names for who cannot see them",
  async (shape) => {
    serverWith({ shape });
    renderWithProviders(<GuestTags vm={vm} most={2} />);
    await screen.findByText("db, prod, Web");
    // All of them: they take little room.
    expect(screen.getByTitle("Tags: db, prod, Web").children).toHaveLength(4);
  },
);

test("shape none: no tags in lists", async () => {
  serverWith({ shape: "none" });
  renderWithProviders(<GuestTags vm={vm} most={2} />);
  expect(screen.getByText("prod")).toBeVisible();
  await expect.poll(() => screen.queryByText("prod")).toBeNull();
});

test("a server that cannot be asked has the colours of the letters", async () => {
  const server = fakeServer();
  server.on(path, () => failure("timeout", "No answer"));
  renderWithProviders(<GuestTags vm={vm} most={4} />);
  await expect
    .poll(() => server.requests.map(({ path }) => path))
    .toEqual(["/functions/v1/list-vms/tags"]);
  expect(names()).toEqual(["db", "prod", "Web"]);
  expect(screen.getByText("prod").style.backgroundColor).toBe(
    "rgb(123, 213, 105)",
  );
});
