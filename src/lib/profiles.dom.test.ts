import { beforeEach, describe, expect, test } from "vitest";
import { changeProfile, readProfile } from "@/lib/profiles.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { sampleProfile, signInAs, testUser } from "@/test/render.tsx";

const profile = sampleProfile();
const { signal } = new AbortController();

beforeEach(() => signInAs());

test("a profile is asked for by its owner's id, in the owner's name", async () => {
  const server = fakeServer();
  server.on("GET /rest/v1/profiles", () => json(profile));
  await expect(readProfile(testUser.id, signal)).resolves.toEqual(profile);
  const [request] = server.requests;
  expect(request?.query.id).toBe(`eq.${testUser.id}`);
  expect(request?.headers.get("authorization")).toBe("Bearer access-1");
  expect(request?.headers.get("apikey")).toBe("sb_publishable_test");
});

test("only what is changed is sent, and the row comes back", async () => {
  const server = fakeServer();
  server.on("PATCH /rest/v1/profiles", () => json({ ...profile, name: "Bo" }));
  await expect(
    changeProfile(testUser.id, { name: "Bo" }),
  ).resolves.toHaveProperty("name", "Bo");
  expect(server.requests[0]).toMatchObject({
    query: { id: `eq.${testUser.id}` },
    body: { name: "Bo" },
  });
});

describe("the database's refusals are AppErrors", () => {
  test.each([
    [406, "PGRST116", "not_found"],
    [403, "42501", "forbidden"],
    [400, "23514", "validation_failed"],
    [503, "PGRST001", "db_unavailable"],
    [500, "XX000", "db_unavailable"],
  ])("%d %s is %s", async (status, code, errorCode) => {
    const server = fakeServer();
    const message = "relation secrets";
    server.on("GET /rest/v1/profiles", () => json({ code, message }, status));
    const error = readProfile(testUser.id, signal);
    await expect(error).rejects.toMatchObject({ code: errorCode });
    await expect(error).rejects.not.toThrow("secrets");
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [409, "PT409", "last_admin", "last_admin"],
    [403, "PT403", "recent_sign_in_required", "recent_sign_in_required"],
    [403, "PT403", "second_factor_required", "second_factor_required"],
    [409, "PT409", "server_deactivated", "server_deactivated"],
    [409, "PT409", "toString", "db_unavailable"],
    [409, "PT409", null, "db_unavailable"],
    // A hint of PostgreSQL's own is for its programmer.
    [400, "23514", "last_admin", "validation_failed"],
  ])("%d %s with the hint %s is %s", async (status, code, hint, errorCode) => {
    fakeServer().on("GET /rest/v1/profiles", () =>
      json({ code, hint, message: "as raised" }, status),
    );
    const error = readProfile(testUser.id, signal);
    await expect(error).rejects.toMatchObject({ code: errorCode });
    await expect(error).rejects.not.toThrow("as raised");
  });

  test("an answer of another shape is not believed", async () => {
    fakeServer().on("GET /rest/v1/profiles", () => json({ id: 1 }));
    await expect(readProfile(testUser.id, signal)).rejects.toMatchObject({
      code: "invalid_response",
    });
  });

  test("no connection is no connection", async () => {
    fakeServer();
    await expect(readProfile(testUser.id, signal)).rejects.toMatchObject({
      code: "unreachable",
    });
  });
});
