import assert from "node:assert/strict";
import { matchPath, matchRoutes, pathInFunction } from "./route.ts";
import { removeServer, testServer } from "../contract/servers.ts";

Deno.test(
  "a function's path is the same with and without the gateway's prefix",
  () => {
    for (const prefix of ["/vm-actions", "/functions/v1/vm-actions"]) {
      assert.equal(pathInFunction(prefix, "vm-actions"), "");
      assert.equal(pathInFunction(`${prefix}/`, "vm-actions"), "");
      assert.equal(
        pathInFunction(`${prefix}/tasks/x`, "vm-actions"),
        "/tasks/x",
      );
    }
    assert.equal(pathInFunction("/vm-actionsx", "vm-actions"), undefined);
    assert.equal(pathInFunction("/list-vms", "vm-actions"), undefined);
  },
);

Deno.test("a path's fields are decoded exactly once", () => {
  const upid = "UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:qmstart:101:root@pam!a:";
  for (const spelt of [upid, encodeURIComponent(upid)])
    assert.deepEqual(matchPath("/tasks/{upid}", `/tasks/${spelt}`)?.fields, {
      upid,
    });
  assert.deepEqual(matchPath("/tasks/{upid}", "/tasks/a%252Fb")?.fields, {
    upid: "a%2Fb",
  });
  assert.deepEqual(matchPath("/tasks/{upid}", "/tasks/a%2Fb")?.fields, {
    upid: "a/b",
  });
  assert.throws(() => matchPath("/tasks/{upid}", "/tasks/%zz"), {
    code: "validation_failed",
    fields: { upid: "Not percent-encoded as it should be" },
  });
});

Deno.test("a path matches as a whole", () => {
  assert.equal(matchPath("", "/x"), undefined);
  assert.equal(matchPath("/{id}", ""), undefined);
  assert.equal(matchPath("/{id}/permissions", "/1/permissions/2"), undefined);
  assert.equal(matchPath("/{id}/permissions", "/1/Permissions"), undefined);
});

Deno.test(
  "a path that is spelt out belongs to the endpoint that spells it",
  () => {
    const routes = [{ endpoint: removeServer }, { endpoint: testServer }];
    assert.deepEqual(matchRoutes(routes, "/test"), {
      routes: [{ endpoint: testServer }],
      fields: {},
    });
    assert.deepEqual(matchRoutes(routes, "/7"), {
      routes: [{ endpoint: removeServer }],
      fields: { id: "7" },
    });
    assert.deepEqual(matchRoutes(routes, "/7/8").routes, []);
  },
);
