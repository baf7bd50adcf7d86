import assert from "node:assert/strict";
import * as z from "zod/mini";
import { runBulkVmAction, runVmAction } from "../contract/actions.ts";
import { addServer, changeServer, testServer } from "../contract/servers.ts";
import { describeIssue, fieldsOf } from "./issues.ts";

function refused(schema: z.ZodMiniType, input: unknown) {
  const result = z.safeParse(schema, input, { error: describeIssue });
  assert.ok(!result.success);
  return fieldsOf(result.error.issues);
}

Deno.test(
  "every refused field is named by its dotted path, with a sentence",
  () => {
    assert.deepEqual(
      refused(addServer.request, {
        name: "",
        host: "https://pve1/",
        port: "8006",
        trust: { mode: "pin", fingerprint: "AA" },
      }),
      {
        name: "Enter a name",
        host: "Enter a host name or an IP address, without https:// or a path",
        port: "Enter a port from 1 to 65535",
        api_token: "Enter an API token",
        "trust.fingerprint":
          "Write the SHA-256 fingerprint as 32 pairs with colons: AA:BB:…",
      },
    );
    assert.deepEqual(
      refused(runBulkVmAction.request, {
        action: "explode",
        items: [{ node: "pve1", type: "qemu", vmid: 100 }, { vmid: 99 }],
      }),
      {
        action:
          "Expected one of: start, shutdown, reboot, stop, reset, suspend, hibernate, resume",
        "items.1.node": "This field is required",
        "items.1.type": "Expected one of: qemu, lxc",
        "items.1.vmid": "Give a VMID from 100 to 999999999",
      },
    );
  },
);

Deno.test("what a schema leaves without words gets some", () => {
  assert.deepEqual(
    refused(changeServer.request, {
      id: "7",
      verify_ssl: "yes",
      version: null,
      trust: { mode: "blind" },
    }),
    {
      id: "Expected a UUID",
      verify_ssl: "Expected a boolean",
      version: "Expected a number",
      "trust.mode": "Expected one of: system, ca, pin, insecure",
    },
  );
  assert.deepEqual(
    refused(runVmAction.request, {
      node: "pve1",
      type: "lxc",
      vmid: 100,
      action: "stop",
      options: { timeout: -1, forceStop: 1, x: 1 },
    }),
    {
      "options.timeout": "Too small: the least is 0",
      "options.forceStop": "Expected a boolean",
      "options.x": "There is no such field",
    },
  );
});

Deno.test(
  "P06 fields that are not the caller's to set are refused by name, __proto__ among them",
  () => {
    const input: unknown = JSON.parse(
      '{"name":"a","host":"pve1","api_token":"root@pam!ab=00000000-0000-4000-8000-000000000000","user_id":"u","slot":1,"__proto__":{"x":1}}',
    );
    assert.deepEqual(refused(addServer.request, input), {
      user_id: "There is no such field",
      slot: "There is no such field",
      ["__proto__"]: "There is no such field",
    });
  },
);

Deno.test(
  "of two forms of a request, the one with the least to mend is explained",
  () => {
    assert.deepEqual(refused(testServer.request, { id: "7" }), {
      id: "Expected a UUID",
    });
    assert.deepEqual(refused(testServer.request, { host: "pve1", extra: 1 }), {
      api_token: "Enter an API token",
      extra: "There is no such field",
    });
  },
);
