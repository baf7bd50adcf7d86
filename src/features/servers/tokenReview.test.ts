import { expect, test } from "vitest";
import { reviewToken, seesNothing } from "./tokenReview.ts";

function reachOf(permissions: Parameters<typeof reviewToken>[0]) {
  return Object.fromEntries(
    reviewToken(permissions).map(({ privilege, reach }) => [privilege, reach]),
  );
}

test("a token for reading sees, and operates nothing", () => {
  const reach = reachOf({
    "/": {
      "VM.Audit": 1,
      "Sys.Audit": 1,
      "Datastore.Audit": 1,
    },
  });
  expect(reach["VM.Audit"]).toBe("all");
  expect(reach["Datastore.Audit"]).toBe("all");
  expect(reach["VM.PowerMgmt"]).toBe("none");
});

test("a token for single guests says so", () => {
  const permissions = { "/vms/100": { "VM.Audit": 1, "VM.PowerMgmt": 1 } };
  expect(reachOf(permissions)["VM.Audit"]).toBe("some");
  expect(seesNothing(permissions)).toBe(false);
});

test("a token with privilege separation and no permission of its own sees nothing", () => {
  expect(seesNothing({})).toBe(true);
  expect(seesNothing({ "/storage": { "Datastore.Audit": 1 } })).toBe(true);
});
