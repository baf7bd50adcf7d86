import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { Secret } from "../db/secret.ts";
import { consoleClient, type ConsoleClient } from "./console.ts";
import { closePools } from "./pool.ts";
import {
  data,
  drop,
  fakeProxmox,
  type FakeAnswer,
  type FakeProxmox,
  type FakeRequest,
  hold,
  pveAnswer,
} from "./testing/fakeProxmox.ts";
import { loopbackPolicy, targetOf, tokenSecret } from "./testing/target.ts";

const vm = { node: "pve1", type: "qemu", vmid: 100 } as const;
const ct = { node: "pve1", type: "lxc", vmid: 102 } as const;
const anywhere = () => undefined;
const user = "root@pam!muster";
const ticket = "PVEVNC:6B039A51::Ry0Xnv7O/hzW2+VmFPBpPQ==";

const proxy = (more = {}) =>
  data({ port: "5900", ticket, user, upid: "UPID:x", ...more });

/** The answer to an upgrade, with frames behind it. */
function accepted(request: FakeRequest, ...said: string[]): string {
  const accept = createHash("sha1")
    .update(
      `${request.headers.get("sec-websocket-key")}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
    )
    .digest("base64");
  const frames = said.map(
    (text) => `\x02${String.fromCharCode(text.length)}${text}`,
  );
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n${frames.join("")}`;
}

/** As bytes: the first of a frame is no character of UTF-8. */
function wire(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll("\x02", "\x82"), (character) =>
    character.charCodeAt(0),
  );
}

async function withConsole(
  answer: (request: FakeRequest, upgrades: number) => FakeAnswer[],
  use: (client: ConsoleClient, server: FakeProxmox) => Promise<void>,
  token = `${user}=${tokenSecret}`,
): Promise<void> {
  let upgrades = 0;
  await using server = fakeProxmox((request) => {
    if (request.headers.has("upgrade")) upgrades += 1;
    return answer(request, upgrades);
  });
  const target = targetOf(server, { token: new Secret(token) });
  const client = consoleClient(target, loopbackPolicy);
  try {
    await use(client, server);
  } finally {
    client.end();
    await closePools();
  }
}

const isUpgrade = (request: FakeRequest) => request.headers.has("upgrade");
const isFailure = (code: ErrorCode, words: RegExp) => (error: unknown) =>
  error instanceof AppError &&
  error.code === code &&
  words.test(error.message) &&
  !error.message.includes(ticket);

Deno.test(
  "a screen is opened on the port that was given, with the ticket in the query and the token in the header",
  () =>
    withConsole(
      (request) =>
        isUpgrade(request)
          ? [wire(accepted(request, "RFB 003.008\n")), hold]
          : [proxy({ password: "4T?`B9+]" })],
      async (client, server) => {
        const { socket, password } = await client.open(vm, "vnc");
        assert.equal(password, "4T?`B9+]");
        assert.equal(
          new TextDecoder().decode((await socket.read()) ?? undefined),
          "RFB 003.008\n",
        );
        const [post, get] = server.requests;
        assert.equal(post?.body, "websocket=1&generate-password=1");
        const url = new URL(get?.path ?? "", "https://x");
        assert.equal(
          url.pathname,
          "/api2/json/nodes/pve1/qemu/100/vncwebsocket",
        );
        assert.equal(url.searchParams.get("port"), "5900");
        assert.equal(url.searchParams.get("vncticket"), ticket);
        assert.equal(
          get?.headers.get("authorization"),
          `PVEAPIToken=${user}=${tokenSecret}`,
        );
        socket.close();
      },
    ),
);

Deno.test(
  "without a password the ticket is VNC's: no more of it than VNC looks at is passed on",
  () =>
    withConsole(
      (request) =>
        isUpgrade(request) ? [wire(accepted(request)), hold] : [proxy()],
      async (client) => {
        const { socket, password } = await client.open(vm, "vnc");
        assert.equal(password, ticket.slice(0, 8));
        socket.close();
      },
    ),
);

Deno.test(
  "a terminal is logged in by us, and its OK is kept from what it says",
  () =>
    withConsole(
      (request) =>
        isUpgrade(request)
          ? [wire(accepted(request, "O", "Klogin: ")), hold]
          : [proxy()],
      async (client) => {
        const { socket, password } = await client.open(ct, "terminal");
        assert.equal(password, undefined);
        const said = (await socket.read()) ?? undefined;
        assert.equal(new TextDecoder().decode(said), "login: ");
        socket.close();
      },
    ),
);

Deno.test("F33 a ticket that is too old is asked for anew, once", () =>
  withConsole(
    (request, upgrades) =>
      !isUpgrade(request)
        ? [proxy({ password: "12345678" })]
        : upgrades === 1
          ? [
              pveAnswer(
                "401 permission denied - invalid PVEVNC ticket",
                undefined,
              ),
            ]
          : [wire(accepted(request)), hold],
    async (client, server) => {
      const { socket } = await client.open(vm, "vnc");
      socket.close();
      assert.equal(server.requests.length, 4);
    },
  ),
);

Deno.test("F33 and no more than once", () =>
  withConsole(
    (request) =>
      isUpgrade(request)
        ? [
            pveAnswer(
              "401 permission denied - invalid PVEVNC ticket",
              undefined,
            ),
          ]
        : [proxy()],
    async (client, server) => {
      await assert.rejects(
        client.open(vm, "vnc"),
        isFailure("pve_error", /does not accept the ticket/),
      );
      assert.equal(server.requests.length, 4);
    },
  ),
);

Deno.test(
  "F33 an upgrade that is never answered is made anew with a new port, once",
  () =>
    withConsole(
      (request, upgrades) =>
        !isUpgrade(request)
          ? [proxy({ password: "12345678" })]
          : upgrades === 1
            ? [hold]
            : [wire(accepted(request)), hold],
      async (client, server) => {
        const startedAt = performance.now();
        const { socket } = await client.open(vm, "vnc");
        assert.ok(performance.now() - startedAt < 7_000);
        socket.close();
        assert.equal(server.requests.length, 4);
      },
    ),
);

for (const [guest, packages] of [
  [vm, /qemu-server 8\.4\.7.+qemu-server 9\.1\.7/],
  [ct, /pve-container 5\.3\.4.+pve-container 6\.1\.3/],
] as const) {
  Deno.test(
    `a release that opens no terminal for a token: which packages mend it, for ${guest.type}`,
    () =>
      withConsole(
        (request) =>
          isUpgrade(request) ? [wire(accepted(request)), drop] : [proxy()],
        async (client) => {
          await assert.rejects(
            client.open(guest, "terminal"),
            isFailure("no_terminal", packages),
          );
        },
      ),
  );
}

Deno.test("a token whose id is too long for termproxy is told so", () =>
  withConsole(
    (request) =>
      isUpgrade(request) ? [wire(accepted(request, "nope")), hold] : [proxy()],
    async (client) => {
      await assert.rejects(
        client.open(ct, "terminal"),
        isFailure("no_terminal", /at most 64 characters/),
      );
    },
    `root@pam!${"a".repeat(60)}=${tokenSecret}`,
  ),
);

Deno.test(
  "without VM.Console the privilege is named, and nothing is opened",
  () =>
    withConsole(
      () => [
        pveAnswer("403 Permission check failed (/vms/100, VM.Console)", {
          data: null,
          message: "Permission check failed (/vms/100, VM.Console)\n",
        }),
      ],
      async (client, server) => {
        await assert.rejects(
          client.open(vm, "vnc"),
          isFailure("permission_denied", /VM\.Console on \/vms\/100/),
        );
        assert.equal(server.requests.length, 1);
      },
    ),
);

Deno.test("what the token may not see of a guest keeps no console shut", () =>
  withConsole(
    () => [pveAnswer("403 Permission check failed (/vms/100, VM.Audit)", "")],
    async (client) => {
      assert.deepEqual(await client.readGuest(vm, anywhere), {
        isStopped: false,
        node: "pve1",
      });
    },
  ),
);

Deno.test("a guest's state, its name, and whether it has a serial port", () =>
  withConsole(
    ({ path }) => [
      path.includes("/100/")
        ? data({ status: "running", name: "web", serial: 1 })
        : data({ status: "stopped", name: "dns" }),
    ],
    async (client) => {
      assert.deepEqual(await client.readGuest(vm, anywhere), {
        isStopped: false,
        name: "web",
        hasSerial: true,
        node: "pve1",
      });
      assert.deepEqual(await client.readGuest(ct, anywhere), {
        isStopped: true,
        name: "dns",
        node: "pve1",
      });
    },
  ),
);

for (const answer of [
  { port: "0" },
  { port: "5900; x" },
  { ticket: "a b" },
  { ticket: "x".repeat(600) },
  { user: "a:b" },
]) {
  Deno.test(
    `an answer to vncproxy that cannot be one is not acted on: ${JSON.stringify(answer).slice(0, 40)}`,
    () =>
      withConsole(
        () => [proxy(answer)],
        async (client, server) => {
          await assert.rejects(
            client.open(vm, "vnc"),
            isFailure("invalid_response", /./),
          );
          assert.equal(server.requests.length, 1);
        },
      ),
  );
}
