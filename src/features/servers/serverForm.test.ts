import { describe, expect, test } from "vitest";
import {
  changesConnection,
  changesOf,
  checkForm,
  formField,
  formValues,
  needsToken,
  type ServerFormValues,
  type ServerInput,
} from "./serverForm.ts";
import { sampleServer } from "@/test/samples.ts";

const token = "muster@pve!muster=0b8f1c52-1111-4222-8333-444455556666";
const caCertificate =
  "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----";

function filled(more: Partial<ServerFormValues> = {}): ServerFormValues {
  return {
    ...formValues(),
    name: "homelab",
    host: "pve1.lan",
    api_token: token,
    trustChoice: "own",
    ...more,
  };
}

function inputOf(
  values: ServerFormValues,
  server = sampleServer(),
): ServerInput {
  const checked = checkForm(values, server);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return checked.input;
}

function errorsOf(
  values: ServerFormValues,
  server?: ReturnType<typeof sampleServer>,
) {
  const checked = checkForm(values, server);
  return checked.ok ? {} : checked.errors;
}

describe("checkForm", () => {
  test("a filled form is what the function takes", () => {
    expect(checkForm(filled({ port: " 8006 " }))).toEqual({
      ok: true,
      input: {
        name: "homelab",
        host: "pve1.lan",
        port: 8006,
        api_token: token,
        trust: { mode: "system" },
        is_active: true,
      },
    });
  });

  test("an empty form has a sentence at each field", () => {
    const errors = errorsOf(formValues());
    expect(errors.name).toBe("Enter a name");
    expect(errors.host).toMatch(/host name or an IP/);
    expect(errors.api_token).toMatch(/USER@REALM!TOKENID=UUID/);
  });

  test.each(["", "0", "65536", "80.5", "1e3", "http", "-1"])(
    "port %j is refused",
    (port) => {
      expect(errorsOf(filled({ port })).port).toMatch(/1 to 65535/);
    },
  );

  test("where the certificate is to decide, no trust is sent, whatever stands in the other fields", () => {
    const values = filled({ trustChoice: "auto", trustMode: "insecure" });
    expect(inputOf(values)).not.toHaveProperty("trust");
  });

  test("a saved trust is kept unless something else is chosen", () => {
    const server = sampleServer({ trust_mode: "insecure" });
    const values = { ...formValues(server), trustMode: "system" } as const;
    expect(inputOf(values, server).trust).toEqual({ mode: "insecure" });
  });

  test("only the chosen kind of trust is sent", () => {
    const values = filled({
      trustMode: "insecure",
      ca_certificate: caCertificate,
      fingerprint: "AA",
    });
    expect(inputOf(values).trust).toEqual({ mode: "insecure" });
  });

  test("a CA goes with the name to expect, if one is given", () => {
    const values = filled({ trustMode: "ca", ca_certificate: caCertificate });
    expect(inputOf(values).trust).toEqual({
      mode: "ca",
      ca_certificate: caCertificate,
    });
    expect(inputOf({ ...values, server_name: "PVE1" }).trust).toMatchObject({
      server_name: "pve1",
    });
  });

  test("what is wrong inside the trust is said at its field", () => {
    expect(
      errorsOf(filled({ trustMode: "ca", ca_certificate: "no" }))
        .ca_certificate,
    ).toMatch(/PEM/);
    expect(
      errorsOf(filled({ trustMode: "pin", fingerprint: "no" })).fingerprint,
    ).toMatch(/fingerprint/);
  });

  test("editing, an empty token keeps the stored one", () => {
    const server = sampleServer();
    expect(checkForm(formValues(server), server)).toMatchObject({ ok: true });
    expect(inputOf(formValues(server), server).api_token).toBeUndefined();
  });

  test("editing, a new host wants the token again", () => {
    const server = sampleServer();
    const values = { ...formValues(server), host: "pve2.lan" };
    expect(errorsOf(values, server).api_token).toMatch(/USER@REALM/);
  });
});

describe("needsToken", () => {
  const server = sampleServer();

  test("for a new server", () => {
    expect(needsToken({ host: "pve1.lan", port: "8006" })).toBe(true);
  });

  test("not for the same host in another spelling", () => {
    expect(needsToken({ host: " PVE1.lan. ", port: " 8006 " }, server)).toBe(
      false,
    );
  });

  test("for another host or another port", () => {
    expect(needsToken({ host: "pve2.lan", port: "8006" }, server)).toBe(true);
    expect(needsToken({ host: "pve1.lan", port: "8443" }, server)).toBe(true);
  });
});

describe("changesOf", () => {
  test("nothing touched is nothing changed", () => {
    const server = sampleServer();
    const changes = changesOf(inputOf(formValues(server), server), server);
    expect(changes).toEqual({});
    expect(changesConnection(changes)).toBe(false);
  });

  test("a new name alone leaves the connection alone", () => {
    const server = sampleServer();
    const values = { ...formValues(server), name: "attic", is_active: false };
    const changes = changesOf(inputOf(values, server), server);
    expect(changes).toEqual({ name: "attic", is_active: false });
    expect(changesConnection(changes)).toBe(false);
  });

  test("a new token, host or trust changes the connection", () => {
    const server = sampleServer();
    const values = filled({ host: "pve2.lan", trustMode: "insecure" });
    const changes = changesOf(inputOf(values, server), server);
    expect(changes).toEqual({
      host: "pve2.lan",
      api_token: token,
      trust: { mode: "insecure" },
    });
    expect(changesConnection(changes)).toBe(true);
  });

  test("the same CA pasted again is no change; another name to expect is", () => {
    const server = sampleServer({
      trust_mode: "ca",
      ca_certificate: `${caCertificate}\n`,
    });
    const values = { ...formValues(server), trustChoice: "own" } as const;
    expect(changesOf(inputOf(values, server), server)).toEqual({});
    expect(
      changesOf(inputOf({ ...values, server_name: "pve1" }, server), server)
        .trust,
    ).toMatchObject({ server_name: "pve1" });
  });

  test("another fingerprint is a change", () => {
    const fingerprint = Array(32).fill("AA").join(":");
    const server = sampleServer({ trust_mode: "pin", fingerprint });
    const values = { ...formValues(server), trustChoice: "own" } as const;
    expect(changesOf(inputOf(values, server), server)).toEqual({});
    const other = { ...values, fingerprint: fingerprint.replaceAll("A", "B") };
    expect(changesOf(inputOf(other, server), server)).toHaveProperty("trust");
  });
});

test("each field of the request has its field in the dialog", () => {
  expect(formField("host")).toBe("host");
  expect(formField("trust.ca_certificate")).toBe("ca_certificate");
  expect(formField("trust")).toBe("trustMode");
  expect(formField("verify_ssl")).toBe("trustMode");
  expect(formField("constructor")).toBeUndefined();
  expect(formField("id")).toBeUndefined();
});
