// @vitest-environment node
import { randomUUID } from "node:crypto";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  listServers,
  type Server,
} from "../../supabase/functions/_shared/contract/serverList.ts";
import {
  changeServer,
  readCertificate,
  testServer,
} from "../../supabase/functions/_shared/contract/servers.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  addressOf,
  entryOf,
  failure,
  keepSecret,
  newToken,
  Person,
  success,
  useProduct,
} from "./product.ts";

let owner: Person;

useProduct();
beforeAll(async () => {
  owner = await Person.signUp();
});

const nodes: FakeProxmox[] = [];
afterAll(() => Promise.all(nodes.map((node) => node.close())));

async function startNode(...options: Parameters<typeof startFakeProxmox>) {
  const node = await startFakeProxmox(...options);
  nodes.push(node);
  keepSecret(node.token);
  return node;
}

const read = async (body: object) =>
  success(
    await owner.call("POST", "proxmox-servers/certificate", { body }),
    readCertificate,
  );

const tryOut = (body: object) =>
  owner.call("POST", "proxmox-servers/test", { body });

/** What the list says of one server. */
async function outcomeOf({ id }: Server) {
  const answer = await owner.call("GET", `list-vms?serverId=${id}`);
  const [outcome] = success(answer, listVms).servers;
  return outcome?.error?.code ?? "ok";
}

const at = ({ host, port }: FakeProxmox) => ({ host, port });
const pinOf = (node: FakeProxmox) => ({
  mode: "pin",
  fingerprint: node.fingerprint(),
});

describe("trust on first use", () => {
  test("a stock server: read, confirmed, tested over the pin, saved under its CA, without a CA being given", async () => {
    const node = await startNode();
    const { certificate, trusted, stored } = await read(at(node));
    expect(certificate).toMatchObject({
      fingerprint: node.fingerprint(),
      subject: expect.stringContaining("CN=pve1.example") as string,
      issuer: expect.stringContaining("PVE Cluster Manager CA") as string,
      names: expect.arrayContaining(["pve1", "127.0.0.1"]) as string[],
    });
    expect([trusted, stored]).toEqual([false, null]);
    expect(node.authorizations, "no token goes to whom it is shown").toEqual(
      [],
    );

    const tested = success(
      await tryOut({ ...addressOf(node), trust: pinOf(node) }),
      testServer,
    );
    expect(tested.cluster_ca).toEqual({
      mode: "ca",
      ca_certificate: node.caCertificate.trim(),
    });
    const server = await owner.add({
      ...entryOf(node, "stock"),
      trust: tested.cluster_ca,
    });
    expect(server).toMatchObject({ trust_mode: "ca", verify_ssl: true });
    expect(await outcomeOf(server)).toBe("ok");
  });

  test("F08 T02 a renewed certificate and another node pass without a word; a foreign CA is stopped with the token unsent", async () => {
    const node = await startNode();
    const server = await owner.add(entryOf(node, "renewed"));
    expect(await outcomeOf(server)).toBe("ok");

    await node.renewCertificate();
    expect(await outcomeOf(server)).toBe("ok");
    expect((await read({ id: server.id })).stored?.refusal).toBeNull();

    const second = await startNode({ cluster: node.cluster });
    const answer = await owner.call("PUT", `proxmox-servers/${server.id}`, {
      body: { ...at(second), api_token: node.token },
    });
    expect(await outcomeOf(success(answer, changeServer).server)).toBe("ok");

    await second.renewCertificate({ isForeign: true });
    const sent = second.authorizations.length;
    expect(await outcomeOf(server)).toBe("tls_changed");
    failure(await tryOut({ id: server.id }), 502, "tls_changed");
    expect(second.authorizations).toHaveLength(sent);
  });

  test("old and new stand side by side: the CA that is trusted, and what is presented instead", async () => {
    const node = await startNode();
    const server = await owner.add(entryOf(node, "swapped"));
    await node.renewCertificate({ isForeign: true });
    const { certificate, stored } = await read({ id: server.id });
    expect(stored?.refusal).toBe("tls_changed");
    expect(stored?.authority?.subject).not.toBe(certificate?.issuer);
    expect(certificate?.fingerprint).toBe(node.fingerprint());

    const pinned = await owner.add({
      ...entryOf(node, "pinned"),
      host: "localhost",
      trust: pinOf(node),
    });
    expect(await outcomeOf(pinned)).toBe("ok");
    await node.renewCertificate({ isForeign: true });
    expect((await read({ id: pinned.id })).stored).toEqual({
      refusal: "tls_changed",
      authority: null,
    });
    expect(await outcomeOf(pinned)).toBe("tls_changed");
  });

  test("the re-confirmed server is tried by its id, with its stored token, and saved under the new CA", async () => {
    const node = await startNode({ hasCustomCertificate: true });
    const server = await owner.add({
      ...entryOf(node, "reinstalled"),
      trust: pinOf(node),
    });
    // Its own certificate is taken away, and the cluster's comes back.
    await node.renewCertificate();
    expect(await outcomeOf(server)).toBe("tls_changed");
    const tested = success(
      await tryOut({ id: server.id, trust: pinOf(node) }),
      testServer,
    );
    const answer = await owner.call("PUT", `proxmox-servers/${server.id}`, {
      body: { trust: tested.cluster_ca, version: server.version },
    });
    expect(success(answer, changeServer).server).toMatchObject({
      trust_mode: "ca",
      fingerprint: null,
    });
    expect(await outcomeOf(server)).toBe("ok");
  });

  test("where the certificate is not the cluster's, the pin stays", async () => {
    const node = await startNode({ hasCustomCertificate: true });
    const tested = await tryOut({ ...addressOf(node), trust: pinOf(node) });
    expect(success(tested, testServer).cluster_ca).toBeNull();
  });

  test("F05 F07 a certificate that has run out, or is another machine's, says so", async () => {
    const day = 86_400_000;
    const node = await startNode();
    const server = await owner.add(entryOf(node, "aged"));
    await node.renewCertificate({ notAfter: new Date(Date.now() - day / 2) });
    expect(await outcomeOf(server)).toBe("tls_expired");
    const expired = await read({ id: server.id });
    expect(expired.stored?.refusal).toBe("tls_expired");

    const names = { name: "nas", domain: "example", address: "192.0.2.9" };
    await node.renewCertificate({ names, withoutLoopback: true });
    expect(await outcomeOf(server)).toBe("tls_name");
    const { certificate, stored } = await read({ id: server.id });
    expect(stored?.refusal).toBe("tls_name");
    expect(certificate?.names).toEqual(["192.0.2.9", "nas", "nas.example"]);
    expect(node.authorizations).toEqual([]);
  });
});

describe("what reading a certificate cannot be used for", () => {
  // Looks are limited: the other tests need theirs.
  let prober: Person;
  beforeAll(async () => {
    prober = await Person.signUp();
  });
  const certificateOf = (body: object, person = prober) =>
    person.call("POST", "proxmox-servers/certificate", { body });

  test("S02 a foreign server's certificate is as absent as one that does not exist", async () => {
    const node = await startNode();
    const server = await owner.add(entryOf(node, "mine"));
    const stranger = await Person.signUp();
    for (const id of [server.id, randomUUID()]) {
      failure(await certificateOf({ id }, stranger), 404, "not_found");
    }
  });

  test("N01 N03 N04 N09 N10 N12 no address is reached that a server could not be saved with, and all are refused alike", async () => {
    const closed = [
      { host: "169.254.169.254" },
      { host: "100.100.100.200" },
      { host: "64:ff9b::a9fe:a9fe" },
      { host: "fd00:ec2::254" },
      { host: "kong" },
      { host: "metadata.google.internal" },
      { host: "192.168.1.100", port: 22 },
    ];
    for (const address of closed) {
      const answer = await certificateOf(address);
      const { message } = failure(answer, 422, "address_not_allowed");
      expect(message).toContain(address.host);
    }
  });

  test("N01 N02 N08 P06 what is not plainly a host is refused at its field", async () => {
    const notHosts = [
      "2852039166",
      "0xa9fea9fe",
      "0251.0376.0251.0376",
      "①⑥⑨.254.169.254",
      "user:pw@pve1",
      "pve1/path",
      "fe80::1%eth0",
    ];
    for (const host of notHosts) {
      const answer = await certificateOf({ host });
      expect(failure(answer, 400, "validation_failed").fields).toHaveProperty(
        "host",
      );
    }
    const both = { id: randomUUID(), host: "192.168.1.100" };
    failure(await certificateOf(both), 400, "validation_failed");
  });

  test("F01 F03 F09 what is closed, unknown or not TLS is told apart", async () => {
    const gone = await startFakeProxmox();
    await gone.close();
    failure(await certificateOf(at(gone)), 502, "refused");
    failure(
      await certificateOf({ host: "nowhere.invalid" }),
      502,
      "dns_failed",
    );

    const ssh = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("SSH-2.0-OpenSSH_9.2p1\r\n");
    });
    await new Promise<void>((resolve) => ssh.listen(0, "127.0.0.1", resolve));
    const { port } = ssh.address() as AddressInfo;
    failure(
      await certificateOf({ host: "127.0.0.1", port }),
      502,
      "tls_protocol",
    );
    ssh.close();
  });

  test("R01 N12 thirty looks and tests a minute are enough for a person, and too few for a scanner", async () => {
    const scanner = await Person.signUp();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        certificateOf({ host: "127.0.0.1", port: 20_000 + index }, scanner),
      ),
    );
    const codes = answers.map(({ status }) => status);
    expect(codes.filter((status) => status === 429)).toHaveLength(10);
    const test = await scanner.call("POST", "proxmox-servers/test", {
      body: { host: "127.0.0.1", api_token: newToken() },
    });
    failure(test, 429, "rate_limited");
    expect(test.headers.get("retry-after")).toMatch(/^\d+$/);
  });
});

describe("verification switched off", () => {
  test("it is any certificate, and the list says so in the row", async () => {
    const node = await startNode({ hasCustomCertificate: true });
    const { trust, ...entry } = entryOf(node, "blind");
    const server = await owner.add({ ...entry, verify_ssl: false });
    expect(trust.mode).toBe("ca");
    expect(await outcomeOf(server)).toBe("ok");
    const { servers } = success(
      await owner.call("GET", "proxmox-servers"),
      listServers,
    );
    expect(servers.find(({ id }) => id === server.id)).toMatchObject({
      verify_ssl: false,
      trust_mode: "insecure",
    });
  });
});
