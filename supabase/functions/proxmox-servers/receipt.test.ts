import assert from "node:assert/strict";
import { readReceipt, type Tested, writeReceipt } from "./receipt.ts";

const tested: Tested = {
  userId: "11111111-1111-4111-8111-111111111111",
  host: "pve1.example.org",
  port: 8006,
  token: { given: "root@pam!muster=0b8f1c52-1111-4222-8333-444455556666" },
};
const finding = {
  version: "8.4.21",
  cluster: "berlin",
  tokenExpiresAt: null,
  certificate: {
    fingerprint: "AA",
    subject: "/O=Näh & Söhne",
    issuer: "/CN=CA",
    names: ["pve1"],
    validFrom: "2026-01-01T00:00:00.000Z",
    validTo: "2028-01-01T00:00:00.000Z",
  },
};

async function written(): Promise<string> {
  return (await writeReceipt(tested, finding)) ?? "";
}

function withKey(name: string, test: () => Promise<void>) {
  Deno.test(name, async () => {
    const before = Deno.env.get("PROXMOX_ENCRYPTION_KEY");
    Deno.env.set("PROXMOX_ENCRYPTION_KEY", `1:${btoa("k".repeat(32))}`);
    try {
      await test();
    } finally {
      if (before === undefined) Deno.env.delete("PROXMOX_ENCRYPTION_KEY");
      else Deno.env.set("PROXMOX_ENCRYPTION_KEY", before);
    }
  });
}

withKey(
  "a receipt gives back what was found, and does not hold the token",
  async () => {
    const receipt = await written();
    assert.deepEqual(await readReceipt(receipt, tested), finding);
    assert.doesNotMatch(atob(receipt.split(".")[0] ?? ""), /0b8f1c52|muster/);
  },
);

withKey("a receipt is good for exactly what was tested", async () => {
  const receipt = await written();
  const others: Tested[] = [
    { ...tested, userId: "22222222-2222-4222-8222-222222222222" },
    { ...tested, host: "pve2.example.org" },
    { ...tested, port: 8007 },
    { ...tested, token: { given: "root@pam!muster=another" } },
    { ...tested, token: { storedOf: tested.userId } },
  ];
  for (const other of others)
    assert.equal(await readReceipt(receipt, other), undefined);
});

withKey("a receipt that was changed or made up is none", async () => {
  const receipt = await written();
  const [content = "", code = ""] = receipt.split(".");
  const claim = btoa(JSON.stringify({ testedAt: Date.now(), finding: {} }));
  for (const wrong of [
    "",
    ".",
    content,
    `${content}.`,
    `${claim}.${code}`,
    `${content}.${code.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))}`,
  ])
    assert.equal(await readReceipt(wrong, tested), undefined);
});

withKey("a receipt is good for a quarter of an hour", async () => {
  const { now } = Date;
  const receipt = await written();
  try {
    Date.now = () => now() + 14 * 60_000;
    assert.deepEqual(await readReceipt(receipt, tested), finding);
    Date.now = () => now() + 16 * 60_000;
    assert.equal(await readReceipt(receipt, tested), undefined);
  } finally {
    Date.now = now;
  }
});

withKey("who says too much of itself gets none", async () => {
  const version = "8".repeat(1_000_000);
  assert.equal(await writeReceipt(tested, { ...finding, version }), null);
});

withKey("a receipt under another key is none", async () => {
  const receipt = await written();
  Deno.env.set("PROXMOX_ENCRYPTION_KEY", `1:${btoa("l".repeat(32))}`);
  assert.equal(await readReceipt(receipt, tested), undefined);
});
