import { beforeEach, describe, expect, test } from "vitest";
import {
  changeView,
  deleteView,
  listSavedViews,
  saveView,
  viewNameError,
  type SavedView,
} from "@/lib/savedViews.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { signInAs, testUser } from "@/test/render.tsx";

const view = (name: string): SavedView => ({
  id: `id-${name}`,
  name,
  query: "q=web",
  is_default: false,
});
const { signal } = new AbortController();
let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  server = fakeServer();
  await signInAs();
});

test("views are asked for by their owner's id and come by name", async () => {
  server.on("GET /rest/v1/saved_views", () =>
    json([view("Rack 10"), view("Rack 2"), view("all")]),
  );
  const views = await listSavedViews(testUser.id, signal);
  expect(views.map(({ name }) => name)).toEqual(["all", "Rack 2", "Rack 10"]);
  expect(server.requests[0]?.query.user_id).toBe(`eq.${testUser.id}`);
});

test("whose a view is, the database says: nobody is named when it is saved", async () => {
  server.on("POST /rest/v1/saved_views", () => json(view("Web"), 201));
  await saveView({ name: "Web", query: "q=web" });
  expect(server.requests[0]?.body).toEqual({ name: "Web", query: "q=web" });
});

test("a change names its view and what changes", async () => {
  server.on("PATCH /rest/v1/saved_views", () => json(view("Web")));
  await changeView("id-Web", { is_default: true });
  server.on("DELETE /rest/v1/saved_views", () => json([{ id: "id-Web" }]));
  await deleteView("id-Web");
  expect(server.requests).toMatchObject([
    { query: { id: "eq.id-Web" }, body: { is_default: true } },
    { query: { id: "eq.id-Web" } },
  ]);
});

test.each([
  [409, "23505", "You have a view of that name"],
  [
    409,
    "PT409",
    "You have 100 saved views. Delete one that you no longer need",
  ],
  [400, "23514", "The database refuses one of the values"],
])("%d %s is said in plain words", async (status, code, message) => {
  server.on("POST /rest/v1/saved_views", () =>
    json({ code, message: "duplicate key" }, status),
  );
  await expect(saveView({ name: "Web", query: "" })).rejects.toMatchObject({
    code: "validation_failed",
    message,
  });
});

describe("a name", () => {
  const others = [view("Web")];
  test.each(["", "   ", "x".repeat(61), "Web", " Web ", "a\u202eb", "a\nb"])(
    "%j is refused",
    (name) => {
      expect(viewNameError(name, others)).toBeDefined();
    },
  );
  test.each(["web", "x".repeat(60), "Büro 2"])("%j is taken", (name) => {
    expect(viewNameError(name, others)).toBeUndefined();
  });
});
