import assert from "node:assert/strict";
import { operatorTarget } from "./operatorServer.ts";

const token = "root@pam!muster=0b8f1c52-1111-4222-8333-944455556666";
const pem = "-----BEGIN CERTIFICATE-----\nMIIBfake\n-----END CERTIFICATE-----";

const targetFrom = (variables: Record<string, string>) => {
  const all: Record<string, string> = {
    PROXMOX_HOST: "pve1.example.org",
    PROXMOX_API_TOKEN: token,
    ...variables,
  };
  return operatorTarget({ get: (name) => all[name] });
};

Deno.test(
  "the operator's server has a host and a token; the rest is understood",
  () => {
    const target = targetFrom({ PROXMOX_HOST: " PVE1.example.org. " });
    assert.deepEqual(
      { ...target, token: target.token.reveal() },
      {
        serverId: null,
        name: "Shared server",
        host: "pve1.example.org",
        port: 8006,
        token,
        trust: { mode: "system" },
      },
    );
    assert.equal(targetFrom({ PROXMOX_PORT: "443" }).port, 443);
  },
);

Deno.test(
  "its certificate is checked unless the operator says no, by its authority if there is one",
  () => {
    const trustOf = (variables: Record<string, string>) =>
      targetFrom(variables).trust;
    assert.deepEqual(trustOf({ PROXMOX_VERIFY_SSL: "true" }), {
      mode: "system",
    });
    for (const no of ["false", "False", " FALSE "])
      assert.deepEqual(trustOf({ PROXMOX_VERIFY_SSL: no }), {
        mode: "insecure",
      });
    const authority = { mode: "ca", ca_certificate: pem };
    assert.deepEqual(trustOf({ PROXMOX_CA_CERT: pem }), authority);
    assert.deepEqual(
      trustOf({
        PROXMOX_CA_CERT: pem.replaceAll("\n", "\\n"),
        PROXMOX_VERIFY_SSL: "false",
      }),
      authority,
    );
  },
);

Deno.test(
  "a variable that is wrong is named, and its value is not said",
  () => {
    for (const [name, value] of [
      ["PROXMOX_HOST", "https://secret.example/"],
      ["PROXMOX_PORT", "secret"],
      ["PROXMOX_PORT", "0"],
      ["PROXMOX_API_TOKEN", "root@pam!muster=secret"],
      ["PROXMOX_API_TOKEN", ""],
      ["PROXMOX_VERIFY_SSL", "secret"],
      ["PROXMOX_CA_CERT", "/etc/secret.pem"],
    ] as const)
      assert.throws(
        () => targetFrom({ [name]: value }),
        ({ code, message }: { code: string; message: string }) =>
          code === "config_error" &&
          message.startsWith(name) &&
          !message.includes("secret"),
        name,
      );
  },
);
