// @vitest-environment node
import { beforeAll, expect, test } from "vitest";
import { readHealth } from "../../supabase/functions/_shared/contract/admin.ts";
import { listServers } from "../../supabase/functions/_shared/contract/serverList.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import {
  asOperator,
  failure,
  newToken,
  Person,
  success,
  useProduct,
} from "./product.ts";

const key = "not-base64-of-32-bytes";
const secret = "https://10.9.8.7/";

let person: Person;
let admin: Person;

// An operator who has mistyped what they could.
useProduct(() =>
  Promise.resolve({
    PROXMOX_ENCRYPTION_KEY: `1:${key}`,
    PROXMOX_HOST: secret,
    PROXMOX_API_TOKEN: newToken(),
  }),
);
beforeAll(async () => {
  [person, admin] = await Promise.all([Person.signUp(), Person.signUp()]);
  await asOperator(
    (sql) => sql`
      insert into public.user_roles (user_id, role)
      values (${admin.id}, 'admin') on conflict do nothing`,
  );
});

test("F29 without a good key nothing is stored, and nobody is told what the key is", async () => {
  const answer = await person.call("POST", "proxmox-servers", {
    body: { name: "pve1", host: "192.168.1.100", api_token: newToken() },
  });
  failure(answer, 503, "config_error");
  expect(answer.text).not.toContain(key);
  const list = await person.call("GET", "proxmox-servers");
  expect(success(list, listServers).servers).toEqual([]);
});

test("what is wrong with the operator's server is told to those who can see it, without its values", async () => {
  const people = success(await person.call("GET", "list-vms"), listVms);
  expect(people.servers).toEqual([]);

  const answer = await admin.call("GET", "list-vms");
  expect(answer.text).not.toContain(secret);
  expect(success(answer, listVms).servers).toMatchObject([
    { serverId: null, ok: false, error: { code: "config_error" } },
  ]);
});

test("the health page names each variable that is wrong, and no value", async () => {
  const answer = await admin.call("GET", "proxmox-servers/health");
  for (const value of [key, secret]) expect(answer.text).not.toContain(value);
  expect(success(answer, readHealth)).toMatchObject({
    vault: {
      problem: expect.stringContaining("PROXMOX_ENCRYPTION_KEY") as string,
      keys: [],
    },
    operatorServer: { isConfigured: true, error: { code: "config_error" } },
  });
});
