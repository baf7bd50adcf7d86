import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../../contract/errors.ts";
import { policyOf } from "../testing/target.ts";
import { type AddressPolicy, checkHost, resolveAllowed } from "./address.ts";

const selfHosted = policyOf({});
const hosted = policyOf({ PROXMOX_NETWORK_POLICY: "public" });
const openLoopback = policyOf({ PROXMOX_ALLOW_LOOPBACK: "true" });

function refusal(
  policy: AddressPolicy,
  host: string,
  port = 8006,
): ErrorCode | "allowed" {
  try {
    checkHost(policy, host, port);
    return "allowed";
  } catch (error) {
    return error instanceof AppError ? error.code : assert.fail(String(error));
  }
}

function assertRefused(
  policies: AddressPolicy[],
  hosts: string[],
  port?: number,
) {
  for (const policy of policies) {
    for (const host of hosts)
      assert.equal(refusal(policy, host, port), "address_not_allowed", host);
  }
}

function assertAllowed(
  policies: AddressPolicy[],
  hosts: string[],
  port?: number,
) {
  for (const policy of policies) {
    for (const host of hosts)
      assert.equal(refusal(policy, host, port), "allowed", host);
  }
}

/** A name server that knows these addresses, and nothing else. */
function dnsOf(addresses: Record<string, string[]>) {
  return (name: string, type: "A" | "AAAA") => {
    const answer = (addresses[name] ?? []).filter(
      (address) => address.includes(":") === (type === "AAAA"),
    );
    return answer.length > 0
      ? Promise.resolve(answer)
      : Promise.reject(new Deno.errors.NotFound("no records found"));
  };
}

const resolve = (
  policy: AddressPolicy,
  host: string,
  dns: ReturnType<typeof dnsOf>,
  port = 8006,
) => resolveAllowed(policy, host, port, AbortSignal.timeout(1_000), dns);

const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof AppError && error.code === code;

Deno.test(
  "N01 metadata services are refused in every spelling, under every policy",
  () => {
    const spellings = [
      "169.254.169.254",
      "2852039166",
      "0xa9fea9fe",
      "0251.0376.0251.0376",
      "169.254.43518",
      "169.254.169.254.",
      "[::ffff:a9fe:a9fe]",
      "::ffff:a9fe:a9fe",
      "64:ff9b::a9fe:a9fe",
      "①⑥⑨.②⑤④.①⑥⑨.②⑤④",
      "169。254。169。254",
      "100.100.100.200",
      "168.63.129.16",
      "fd00:ec2::254",
      "fd20:ce::254",
      "metadata.google.internal",
      "instance-data.ec2.internal",
      "metadata",
    ];
    const everything = policyOf({
      PROXMOX_ALLOW_LOOPBACK: "true",
      PROXMOX_ALLOWED_CIDRS: "0.0.0.0/0,::/0",
    });
    assertRefused([selfHosted, hosted, openLoopback, everything], spellings);
  },
);

Deno.test("N02 loopback is refused in every spelling", () => {
  assertRefused(
    [selfHosted, hosted],
    [
      "127.0.0.1",
      "127.255.255.254",
      "2130706433",
      "0x7f000001",
      "0x7f.1",
      "0177.0.0.1",
      "127.1",
      "127。0。0。1",
      "①②⑦.0.0.1",
      "0.0.0.0",
      "0",
      "0.1.2.3",
    ],
  );
});

Deno.test("N03 IPv4 inside IPv6, tunnels and zones are refused", () => {
  assertRefused(
    [selfHosted, hosted],
    [
      "::1",
      "::",
      "[::1]",
      "::ffff:7f00:1",
      "::ffff:127.0.0.1",
      "::ffff:8.8.8.8",
      "::7f00:1",
      "::808:808",
      "64:ff9b::7f00:1",
      "64:ff9b::a00:1",
      "64:ff9b:1::808:808",
      "2002:7f00:1::",
      "2002:808:808::1",
      "2001:0:53aa:64c:0:0:0:1",
      "2001:0::1",
      "fe80::1",
      "fe80::1%eth0",
      "fe80::1%25eth0",
      "fec0::1",
      "ff02::1",
      "2001:db8::1",
      "3fff::1",
      "100::1",
      "4000::1",
      "5f00::1",
    ],
  );
});

Deno.test("N04 the names of the platform are refused, and localhost", () => {
  assertRefused(
    [selfHosted, hosted],
    [
      "kong",
      "db",
      "auth",
      "rest",
      "storage",
      "realtime",
      "supabase-kong",
      "localhost",
      "localhost.",
      "a.localhost",
      "LOCALHOST",
      "ip6-localhost",
    ],
  );
  assertRefused(
    [selfHosted, hosted, openLoopback],
    [
      "host.docker.internal",
      "gateway.docker.internal",
      "host.containers.internal",
      "kubernetes.default.svc",
    ],
  );

  const named = policyOf({
    SUPABASE_URL: "https://abc.supabase.co",
    SUPABASE_DB_URL: "postgresql://u:p@10.9.8.7:6544/postgres",
  });
  assertRefused([named], ["abc.supabase.co"]);
  assertRefused([named], ["10.9.8.7"], 6544);
  assertAllowed([named], ["def.supabase.co", "10.9.8.7"]);
});

Deno.test(
  "N05 a name with one forbidden address among others is refused",
  async () => {
    const dns = dnsOf({
      "mixed.example": ["8.8.8.8", "127.0.0.1"],
      "mixed6.example": ["8.8.8.8", "fe80::1"],
      "fine.example": ["8.8.8.8", "2606:4700::1111"],
    });
    await assert.rejects(
      resolve(selfHosted, "mixed.example", dns),
      withCode("address_not_allowed"),
    );
    await assert.rejects(
      resolve(selfHosted, "mixed6.example", dns),
      withCode("address_not_allowed"),
    );
    assert.deepEqual(await resolve(selfHosted, "fine.example", dns), [
      "8.8.8.8",
      "2606:4700::1111",
    ]);
  },
);

Deno.test("N08 what is more than a host is refused", () => {
  assertRefused(
    [selfHosted],
    [
      "user:pw@pve.example",
      "pve.example/path",
      "pve.example?query",
      "pve.example#fragment",
      "pve.example\\@evil.example",
      "pve.example\r\nX: y",
      "pve.example\n",
      " pve.example",
      "pve.example:8006",
      "https://pve.example",
      "pve_example",
      "pve..example",
      "%31%30.0.0.1",
      "",
      "a".repeat(254),
    ],
  );
});

Deno.test("N09 only ports where Proxmox VE may listen are open", () => {
  for (const port of [
    0,
    -1,
    22,
    25,
    80,
    587,
    1023,
    5432,
    6379,
    65_536,
    8006.5,
    NaN,
  ]) {
    assert.equal(
      refusal(selfHosted, "10.0.0.1", port),
      "address_not_allowed",
      String(port),
    );
    assert.equal(
      refusal(selfHosted, "pve.example", port),
      "address_not_allowed",
      String(port),
    );
  }
  assert.equal(
    refusal(selfHosted, "10.0.0.1", "8006" as unknown as number),
    "address_not_allowed",
  );
  for (const port of [443, 1024, 8006, 8443, 65_535])
    assert.equal(
      refusal(selfHosted, "10.0.0.1", port),
      "allowed",
      String(port),
    );

  const chosen = policyOf({ PROXMOX_ALLOWED_PORTS: "8006, 9000-9010" });
  for (const port of [8006, 9000, 9010])
    assert.equal(refusal(chosen, "pve.example", port), "allowed", String(port));
  for (const port of [443, 8999, 9011])
    assert.equal(
      refusal(chosen, "pve.example", port),
      "address_not_allowed",
      String(port),
    );
});

Deno.test(
  "N10 private addresses are for those who host Muster themselves",
  () => {
    const privates = [
      "192.168.1.100",
      "10.0.0.5",
      "172.16.0.1",
      "172.31.255.255",
      "100.64.0.1",
      "fd12:3456::1",
    ];
    assertAllowed([selfHosted], privates);
    assertRefused([hosted], privates);
    assertAllowed(
      [selfHosted, hosted],
      [
        "8.8.8.8",
        "172.32.0.1",
        "2606:4700::1111",
        "pve.example",
        "pve1",
        "node.home.arpa",
      ],
    );
    assert.throws(
      () => checkHost(hosted, "192.168.1.100", 8006),
      /private address.*Host Muster inside that network, or .* tunnel/,
    );
  },
);

Deno.test("N11 what a name resolves to is judged at every call", async () => {
  await assert.rejects(
    resolve(
      selfHosted,
      "pve.example",
      dnsOf({ "pve.example": ["169.254.169.254"] }),
    ),
    withCode("address_not_allowed"),
  );
  await assert.rejects(
    resolve(hosted, "pve.example", dnsOf({ "pve.example": ["192.168.1.5"] })),
    withCode("address_not_allowed"),
  );
  await assert.rejects(
    resolve(
      selfHosted,
      "pve.example",
      dnsOf({ "pve.example": ["not an address"] }),
    ),
    withCode("address_not_allowed"),
  );
  await assert.rejects(
    resolve(selfHosted, "pve.example", () => Promise.resolve(["2130706433"])),
    withCode("address_not_allowed"),
  );
});

Deno.test(
  "N12 a refused address is refused in the same words, whatever is there",
  () => {
    const message = (host: string) => {
      try {
        checkHost(selfHosted, host, 8006);
      } catch (error) {
        return error instanceof Error
          ? error.message.replaceAll(host, "HOST")
          : "";
      }
      return "allowed";
    };
    const messages = new Set(
      [
        "127.0.0.1",
        "169.254.169.254",
        "::1",
        "fe80::1",
        "0.0.0.0",
        "224.0.0.1",
      ].map(message),
    );
    assert.deepEqual(
      [...messages],
      ["HOST is not an address that this installation may connect to."],
    );
  },
);

Deno.test(
  "the operator's ranges: denied beats allowed, allowed beats the policy, nothing opens what is never reached",
  () => {
    const chosen = policyOf({
      PROXMOX_NETWORK_POLICY: "public",
      PROXMOX_ALLOWED_CIDRS: "10.1.0.0/16, fd00:1::/32, 192.0.2.7",
      PROXMOX_DENIED_CIDRS: "10.1.2.0/24",
    });
    assertAllowed([chosen], ["10.1.0.1", "fd00:1::5"]);
    assertRefused(
      [chosen],
      ["10.1.2.3", "10.2.0.1", "8.8.8.8", "192.0.2.7", "fd00:2::5"],
    );
  },
);

Deno.test(
  "loopback alone is opened by its own setting, there with every port",
  async () => {
    assertAllowed(
      [openLoopback],
      ["127.0.0.1", "127.0.0.53", "::1", "localhost", "pve.localhost"],
      22,
    );
    assertRefused(
      [openLoopback],
      ["0.0.0.0", "169.254.1.1", "::ffff:7f00:1", "2130706433"],
    );
    assertRefused([openLoopback], ["10.0.0.1"], 22);
    assertRefused([policyOf({ PROXMOX_ALLOW_LOOPBACK: "1" })], ["127.0.0.1"]);
    assertRefused(
      [
        policyOf({
          PROXMOX_ALLOW_LOOPBACK: "true",
          PROXMOX_DENIED_CIDRS: "127.0.0.0/8",
        }),
      ],
      ["127.0.0.1"],
    );

    const dns = dnsOf({
      "pve.test": ["127.0.0.1"],
      "pve.example": ["10.0.0.1"],
    });
    assert.deepEqual(await resolve(openLoopback, "pve.test", dns, 22), [
      "127.0.0.1",
    ]);
    await assert.rejects(
      resolve(openLoopback, "pve.example", dns, 22),
      withCode("address_not_allowed"),
    );
    await assert.rejects(
      resolve(selfHosted, "pve.test", dns),
      withCode("address_not_allowed"),
    );
  },
);

Deno.test(
  "an IPv6-only network reaches public IPv4 addresses by NAT64",
  async () => {
    const dns = dnsOf({ "pve.example": ["8.8.8.8", "64:ff9b::808:808"] });
    assert.deepEqual(await resolve(selfHosted, "pve.example", dns), [
      "8.8.8.8",
      "64:ff9b::808:808",
    ]);
  },
);

Deno.test(
  "F03 a name that does not exist, and name servers that do not answer, are told apart",
  async () => {
    await assert.rejects(
      resolve(selfHosted, "pve.example", dnsOf({})),
      (error) =>
        withCode("dns_failed")(error) && /was not found/.test(String(error)),
    );
    const silent = () => Promise.reject(new Error("request timed out"));
    await assert.rejects(
      resolve(selfHosted, "pve.example", silent),
      (error) =>
        withCode("dns_failed")(error) && /give no answer/.test(String(error)),
    );
  },
);

Deno.test("a setting that cannot be read is an error, never a guess", () => {
  const mistakes: Record<string, string>[] = [
    { PROXMOX_NETWORK_POLICY: "open" },
    { PROXMOX_ALLOWED_CIDRS: "10/8" },
    { PROXMOX_ALLOWED_CIDRS: "10.0.0.0/33" },
    { PROXMOX_ALLOWED_CIDRS: "0x0a.0.0.0/8" },
    { PROXMOX_DENIED_CIDRS: "kong" },
    { PROXMOX_ALLOWED_PORTS: "https" },
    { PROXMOX_ALLOWED_PORTS: "0" },
    { PROXMOX_ALLOWED_PORTS: "9000-8000" },
    { PROXMOX_ALLOWED_PORTS: "8006-70000" },
  ];
  for (const settings of mistakes) {
    assert.throws(
      () => policyOf(settings),
      withCode("config_error"),
      JSON.stringify(settings),
    );
  }
});

Deno.test(
  "the same settings give the same policy object: connections are kept by it",
  () => {
    const settings = { PROXMOX_ALLOWED_PORTS: "8006" };
    assert.equal(policyOf(settings), policyOf({ ...settings }));
    assert.notEqual(policyOf(settings), policyOf({}));
  },
);
