import assert from "node:assert/strict";
import * as z from "zod/mini";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { Secret } from "../db/secret.ts";
import { connect, type ProxmoxClient } from "./client.ts";
import { apiPath } from "./path.ts";
import {
  type Answering,
  authority,
  data,
  drop,
  hold,
  fakeProxmox,
  type FakeAnswer,
  pveAnswer,
} from "./testing/fakeProxmox.ts";
import {
  apiToken,
  clientOf,
  loopbackPolicy,
  policyOf,
  targetOf,
  tokenSecret,
} from "./testing/target.ts";
import { closePools } from "./pool.ts";

const anything = { schema: z.unknown() };
const version = apiPath`/version`;
const start = apiPath`/nodes/${"pve2"}/qemu/${100}/status/start`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A test with its own connections. A dial that is given up closes what it got when its handshake has ended: on a busy machine that may be
 * after the test, so Deno's own search for leaks would fail the next one. That it is closed is shown in dial.test.ts.
 */
function test(name: string, run: () => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      try {
        await run();
      } finally {
        await closePools();
      }
    },
  });
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => assert.fail("it must fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AppError, String(error));
  assert.match(error.message, /"pve1"/);
  const whole = Deno.inspect(error, {
    depth: 20,
    strAbbreviateSize: 1e6,
    showHidden: true,
  });
  assert.ok(!whole.includes(tokenSecret), whole);
  return error;
}

/** Asks a server that answers so, and tells how that is explained. */
async function explained(
  answer: FakeAnswer | Answering,
  ask: (client: ProxmoxClient) => Promise<unknown> = (client) =>
    client.get(version, {}, { ...anything, timeoutMs: 1_500 }),
): Promise<AppError & { requests: number }> {
  await using server = fakeProxmox(
    typeof answer === "function" ? answer : () => answer,
  );
  const error = await failureOf(ask(clientOf(server)));
  return Object.assign(error, { requests: server.requests.length });
}

async function assertExplained(
  answer: FakeAnswer | Answering,
  code: ErrorCode,
  words: RegExp,
) {
  const error = await explained(answer);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, words);
}

const post = (client: ProxmoxClient) =>
  client.post(start, {}, { ...anything, timeoutMs: 1_500 });

test("a request carries the token, and its answer is the data", async () => {
  await using server = fakeProxmox(() => data({ version: "8.4.21" }));
  assert.deepEqual(await clientOf(server).get(version, {}, anything), {
    version: "8.4.21",
  });

  const [request] = server.requests;
  assert.equal(request?.method, "GET");
  assert.equal(request.path, "/api2/json/version");
  assert.deepEqual(Object.fromEntries(request.headers), {
    accept: "application/json",
    authorization: `PVEAPIToken=${apiToken}`,
    connection: "keep-alive",
    host: `127.0.0.1:${String(server.port)}`,
  });
});

test("parameters go into the query of GET and DELETE, into the form of POST and PUT", async () => {
  await using server = fakeProxmox(() => data(null));
  const client = clientOf(server);
  const parameters = {
    type: "vm",
    name: "a b&c=ü",
    force: true,
    purge: false,
    timeout: 30,
    none: undefined,
    ids: [100, 101],
  };
  await client.get(version, parameters, anything);
  await client.delete(version, parameters, anything);
  await client.post(version, parameters, anything);
  await client.put(version, parameters, anything);
  await client.post(version, {}, anything);

  const form =
    "type=vm&name=a+b%26c%3D%C3%BC&force=1&purge=0&timeout=30&ids=100&ids=101";
  assert.deepEqual(
    server.requests.map(({ method, path, body, headers }) => [
      method,
      path,
      body,
      headers.get("content-type"),
      headers.get("content-length"),
    ]),
    [
      ["GET", `/api2/json/version?${form}`, "", null, null],
      ["DELETE", `/api2/json/version?${form}`, "", null, null],
      [
        "POST",
        "/api2/json/version",
        form,
        "application/x-www-form-urlencoded",
        String(form.length),
      ],
      [
        "PUT",
        "/api2/json/version",
        form,
        "application/x-www-form-urlencoded",
        String(form.length),
      ],
      [
        "POST",
        "/api2/json/version",
        "",
        "application/x-www-form-urlencoded",
        "0",
      ],
    ],
  );
});

test("requests one after the other share a connection, until the server closes it", async () => {
  await using server = fakeProxmox(({ path }) =>
    path.includes("last")
      ? pveAnswer("200 OK", { data: 1 }, { Connection: "close" })
      : data(1),
  );
  const client = clientOf(server);
  for (let index = 0; index < 5; index++)
    await client.get(version, {}, anything);
  assert.equal(server.connections(), 1);
  await client.get(version, { last: true }, anything);
  await client.get(version, {}, anything);
  assert.equal(server.connections(), 2);
});

test("a connection is used for 100 requests, as many as pveproxy answers on one", async () => {
  await using server = fakeProxmox(() => data(1));
  const client = clientOf(server);
  for (let index = 0; index < 101; index++)
    await client.get(version, {}, anything);
  assert.equal(
    server.requests.filter(({ connection }) => connection === 1).length,
    100,
  );
  assert.equal(server.requests[99]?.headers.get("connection"), "close");
  assert.equal(server.connections(), 2);
});

test("at most four requests are in flight at a server", async () => {
  let running = 0;
  let most = 0;
  await using server = fakeProxmox(async () => {
    most = Math.max(most, ++running);
    await pause(20);
    running--;
    return data(1);
  });
  const client = clientOf(server);
  await Promise.all(
    Array.from({ length: 12 }, () => client.get(version, {}, anything)),
  );
  assert.equal(server.requests.length, 12);
  assert.equal(most, 4);
});

test("another port, trust or token gets connections of its own", async () => {
  await using server = fakeProxmox(() => data(1));
  const { certificate } = server;
  const client = clientOf(server);
  await client.get(version, {}, anything);
  await clientOf(server, { name: "the same under another name" }).get(
    version,
    {},
    anything,
  );
  assert.equal(server.connections(), 1);
  await clientOf(server, {
    token: new Secret(apiToken.replace("muster", "other")),
  }).get(version, {}, anything);
  assert.equal(server.connections(), 2);
  await clientOf(server, {
    trust: { mode: "pin", fingerprint: certificate.fingerprint },
  }).get(version, {}, anything);
  assert.equal(server.connections(), 3);
  await connect(targetOf(server), {
    policy: policyOf({
      PROXMOX_ALLOW_LOOPBACK: "true",
      PROXMOX_ALLOWED_PORTS: "8006",
    }),
  }).get(version, {}, anything);
  assert.equal(server.connections(), 4);
});

test("every kind of trust carries HTTP", async () => {
  await using server = fakeProxmox(() => data("x".repeat(300_000)));
  const pin = {
    mode: "pin",
    fingerprint: server.certificate.fingerprint,
  } as const;
  for (const trust of [pin, { mode: "insecure" } as const]) {
    const client = clientOf(server, { trust });
    for (let index = 0; index < 3; index++)
      assert.equal(
        String(await client.get(version, {}, anything)).length,
        300_000,
      );
  }
  assert.equal(server.connections(), 2);
});

test("a server is reached by its IPv6 address", async () => {
  await using server = fakeProxmox(() => data(1), { hostname: "::1" });
  const pin = {
    mode: "pin",
    fingerprint: server.certificate.fingerprint,
  } as const;
  for (const changes of [{ host: "::1" }, { host: "::1", trust: pin }]) {
    assert.equal(await clientOf(server, changes).get(version, {}, anything), 1);
  }
  assert.equal(
    server.requests[0]?.headers.get("host"),
    `[::1]:${String(server.port)}`,
  );
});

test("P05 a token that could break out of its header is not sent", async () => {
  await using server = fakeProxmox(() => data(1));
  for (const token of [
    `${apiToken}\r\nX: y`,
    `${apiToken};a`,
    `${apiToken}%41`,
    `${apiToken} `,
    `${apiToken}é`,
    "",
  ]) {
    const error = await failureOf(
      clientOf(server, { token: new Secret(token) }).get(version, {}, anything),
    );
    assert.equal(error.code, "token_required");
  }
  assert.equal(server.connections(), 0);
});

test("F01 a closed port", async () => {
  const server = fakeProxmox(() => drop);
  await server[Symbol.asyncDispose]();
  const error = await failureOf(clientOf(server).get(version, {}, anything));
  assert.equal(error.code, "refused");
  assert.equal(
    error.message,
    `"pve1" refuses the connection on port ${String(server.port)}. Is Proxmox VE running there, and does a firewall let this installation in?`,
  );
});

test("F02 F24 a server that accepts and says nothing ends at the deadline, exactly", async () => {
  for (const how of ["handshake", "answer"]) {
    const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await using talking = fakeProxmox(() => hold);
    const server = {
      ...talking,
      port: how === "handshake" ? silent.addr.port : talking.port,
    };
    const startedAt = performance.now();
    const error = await failureOf(
      clientOf(server).get(version, {}, { ...anything, timeoutMs: 400 }),
    );
    const elapsed = performance.now() - startedAt;
    assert.equal(error.code, "timeout", how);
    assert.ok(elapsed >= 395 && elapsed < 2_000, `${how} ${String(elapsed)}`);
    silent.close();
  }
});

test("F04 N11 an address that is not allowed is not contacted, and the name of the server is told", async () => {
  await using server = fakeProxmox(() => data(1));
  const error = await failureOf(
    connect(targetOf(server), { policy: policyOf({}) }).get(
      version,
      {},
      anything,
    ),
  );
  assert.equal(error.code, "address_not_allowed");
  assert.equal(
    error.message,
    '"pve1" is not contacted. 127.0.0.1 is not an address that this installation may connect to.',
  );
  // A warm connection does not help either.
  await clientOf(server).get(version, {}, anything);
  const closed = connect(targetOf(server), {
    policy: policyOf({
      PROXMOX_DENIED_CIDRS: "127.0.0.0/8",
      PROXMOX_ALLOW_LOOPBACK: "true",
    }),
  });
  assert.equal(
    (await failureOf(closed.get(version, {}, anything))).code,
    "address_not_allowed",
  );
  assert.equal(server.requests.length, 1);
});

test("F09 plain HTTP on the port", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answerInPlain = async () => {
    for await (const connection of listener) {
      await connection.write(
        new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"),
      );
      connection.close();
    }
  };
  answerInPlain().catch(() => undefined);
  const server = { port: listener.addr.port, authority };
  const error = await failureOf(clientOf(server).get(version, {}, anything));
  listener.close();
  assert.equal(error.code, "tls_protocol");
  assert.match(error.message, /does not speak HTTPS/);
});

test("F10 a refused token: 401 comes without a body", async () => {
  const error = await explained(
    pveAnswer("401 Authentication failed!", undefined, { Connection: "close" }),
  );
  assert.equal(error.code, "auth_failed");
  assert.match(
    error.message,
    /^"pve1" refuses the API token root@pam!muster: .*revoked or expired.*Make a new one/,
  );
  assert.equal(error.requests, 1);
  await assertExplained(
    pveAnswer("401 No ticket", undefined),
    "auth_failed",
    /did not receive the API token/,
  );
});

test("F11 a missing permission: the privilege and the path", async () => {
  const answer = (text: string) =>
    pveAnswer(`403 ${text}`, { data: null, message: `${text}\n` });
  await assertExplained(
    answer("Permission check failed (/vms/100, VM.PowerMgmt)"),
    "permission_denied",
    /lacks VM\.PowerMgmt on \/vms\/100\. Grant it/,
  );
  await assertExplained(
    answer(
      "Permission check failed (/vms/100, VM.Snapshot|VM.Snapshot.Rollback)",
    ),
    "permission_denied",
    /lacks VM\.Snapshot or VM\.Snapshot\.Rollback on \/vms\/100/,
  );
  await assertExplained(
    answer("Permission check failed (user != root@pam)"),
    "permission_denied",
    /root@pam alone/,
  );
  await assertExplained(
    answer("Permission check failed"),
    "permission_denied",
    /may not do this \(Permission check failed\)/,
  );
  await assertExplained(
    answer("operation not available with API token, need proper ticket."),
    "permission_denied",
    /not allow this to API tokens/,
  );
  // Before 8.4 the words are in the first line alone.
  await assertExplained(
    pveAnswer("403 Permission check failed (/nodes/pve1, Sys.Audit)", {
      data: null,
    }),
    "permission_denied",
    /lacks Sys\.Audit on \/nodes\/pve1/,
  );
});

test("F12 Proxmox VE's own error, from the body first and else from the first line", async () => {
  await assertExplained(
    pveAnswer("500 first line", {
      data: null,
      message: "VM is locked (backup)\nmore\n",
    }),
    "pve_error",
    /^"pve1" answers: VM is locked \(backup\) more$/,
  );
  await assertExplained(
    pveAnswer("500 VM 100 not running", { data: null }),
    "pve_error",
    /answers: VM 100 not running$/,
  );
  await assertExplained(
    pveAnswer("500 ", undefined),
    "pve_error",
    /internal error/,
  );
  await assertExplained(
    pveAnswer(`500 token ${tokenSecret} is bad`, undefined),
    "pve_error",
    /token \[removed\] is bad$/,
  );
});

test("G03 a server that repeats the token does not get it into an error, nor into its causes", async () => {
  const echoes = [
    `HTTP/1.1 200 OK\r\n\r\n{"data":${tokenSecret}`,
    pveAnswer("200 OK", `{"data":"${tokenSecret}`),
    pveAnswer("200 OK", { [tokenSecret]: 1 }),
    pveAnswer(`401 ${tokenSecret}`, undefined),
    pveAnswer(`500 ${tokenSecret}`, { message: `PVEAPIToken=${apiToken}` }),
    pveAnswer("400 Bad", { errors: { [tokenSecret]: tokenSecret } }),
    pveAnswer("403 Permission check failed", {
      message: `(/vms/${tokenSecret}, VM.Audit)`,
    }),
    pveAnswer("302 Found", "", {
      Location: `https://${tokenSecret}.example/?${tokenSecret}`,
    }),
    `nonsense ${tokenSecret}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${tokenSecret}\r\n`,
  ];
  // failureOf looks into the whole error.
  for (const echo of echoes) await explained(echo);
  const wrongType = await explained(
    data({ version: [tokenSecret] }),
    (client) =>
      client.get(version, {}, { schema: z.object({ version: z.string() }) }),
  );
  assert.equal(wrongType.code, "invalid_response");
});

test("F13 refused parameters, each with its field", async () => {
  const errors = {
    cores: "value must have a minimum value of 1",
    name: "invalid format - no DNS name\n",
    odd: { a: 1 },
  };
  const error = await explained(
    pveAnswer("400 Parameter verification failed.", {
      data: null,
      errors,
      message: "Parameter verification failed.\n",
    }),
  );
  assert.equal(error.code, "bad_request");
  assert.deepEqual(error.fields, {
    cores: "value must have a minimum value of 1",
    name: "invalid format - no DNS name",
  });
  assert.match(
    error.message,
    /cores: value must have a minimum value of 1; name: invalid format/,
  );
  await assertExplained(
    pveAnswer("400 no such thing", undefined),
    "bad_request",
    /refuses the request\. no such thing/,
  );
  await assertExplained(
    pveAnswer("501 Method 'GET /nope' not implemented", { data: null }),
    "bad_request",
    /GET \/nope.*newer Proxmox VE/,
  );
});

test("F14 F15 another node of the cluster is down, or its certificate is not accepted", async () => {
  const refused = await explained(
    pveAnswer("595 Connection refused", undefined),
    post,
  );
  assert.equal(refused.code, "node_unreachable");
  assert.match(
    refused.message,
    /^The node pve2 cannot be reached from "pve1" \(595 Connection refused\)/,
  );
  await assertExplained(
    pveAnswer("595 No route to host", undefined),
    "node_unreachable",
    /Another node/,
  );
  await assertExplained(
    pveAnswer("596 Connection timed out", undefined),
    "node_unreachable",
    /596 Connection timed out/,
  );
  await assertExplained(
    pveAnswer(
      "596 ssl3_get_server_certificate: certificate verify failed",
      undefined,
    ),
    "node_tls",
    /pvecm updatecerts/,
  );
});

test("F16 Proxmox VE, or the proxy in front of it, is not available", async () => {
  for (const status of [
    "599 Too many redirects",
    "502 Bad Gateway",
    "503 Service Unavailable",
    "504 Gateway Timeout",
  ]) {
    await assertExplained(
      pveAnswer(status, "<html>nginx</html>", { "Content-Type": "text/html" }),
      "pve_unavailable",
      /not available at the moment/,
    );
  }
});

test("F17 N07 a redirect is told and not followed", async () => {
  await using elsewhere = fakeProxmox(() => data(1));
  for (const status of [
    "301 Moved Permanently",
    "302 Found",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
  ]) {
    const location = `https://127.0.0.1:${String(elsewhere.port)}/api2/json/version`;
    await assertExplained(
      pveAnswer(status, "", { Location: location }),
      "redirect_refused",
      /Enter the address of Proxmox VE itself/,
    );
  }
  await assertExplained(
    pveAnswer("302 Found", "", {
      Location: "https://sso.example/login?token=secret",
    }),
    "redirect_refused",
    /If sso\.example is your Proxmox VE, enter that address\.$/,
  );
  await assertExplained(
    pveAnswer("302 Found", "", { Location: "http://169.254.169.254/latest/" }),
    "redirect_refused",
    /not followed/,
  );
  await assertExplained(
    pveAnswer("302 Found", "", { Location: "::::" }),
    "redirect_refused",
    /Enter the address of Proxmox VE itself/,
  );
  assert.equal(elsewhere.connections(), 0);
});

test("F18 what is not Proxmox VE: HTML, broken JSON, nothing", async () => {
  const html = { "Content-Type": "text/html" };
  const words = /does not look like Proxmox VE/;
  await assertExplained(
    pveAnswer("200 OK", "<html>Welcome to nginx!</html>", html),
    "invalid_response",
    words,
  );
  await assertExplained(
    pveAnswer("200 OK", '{"data":'),
    "invalid_response",
    words,
  );
  await assertExplained(
    pveAnswer("200 OK", undefined),
    "invalid_response",
    words,
  );
  await assertExplained(
    pveAnswer("404 Not Found", "<html>", html),
    "invalid_response",
    words,
  );
  await assertExplained(
    pveAnswer("403 Forbidden", "<html>blocked</html>", html),
    "invalid_response",
    words,
  );
  await assertExplained(
    pveAnswer("500 Oops", "<html>", html),
    "invalid_response",
    words,
  );
  await assertExplained("SSH-2.0-OpenSSH_9.2\r\n", "invalid_response", words);
  await assertExplained(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    "invalid_response",
    words,
  );
  await assertExplained(
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "invalid_response",
    words,
  );
});

test("F19 JSON without data, or with other data than expected", async () => {
  for (const body of ["[]", "null", "1", '"x"', "{}", '{"success":1}']) {
    await assertExplained(
      pveAnswer("200 OK", body),
      "invalid_response",
      /does not look like Proxmox VE/,
    );
  }
  const strict = await explained(data({ version: 8 }), (client) =>
    client.get(version, {}, { schema: z.object({ version: z.string() }) }),
  );
  assert.equal(strict.code, "invalid_response");
});

test("F20 F21 a broken answer is asked for once more when nothing can have changed", async () => {
  const truncated = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
  for (const broken of [
    truncated,
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"da',
    "",
  ]) {
    const breaking: Answering = function* () {
      yield broken;
      yield drop;
    };
    const error = await explained(breaking);
    assert.equal(error.code, "reset", broken);
    assert.equal(error.requests, 2);
  }

  let count = 0;
  await using server = fakeProxmox(() => (count++ === 0 ? drop : data(1)));
  assert.equal(await clientOf(server).get(version, {}, anything), 1);
  assert.equal(server.requests.length, 2);
});

test("a kept connection that the server has closed meanwhile costs nothing but a new one", async () => {
  await using server = fakeProxmox(async function* () {
    yield data(1);
    await pause(30);
    yield drop;
  });
  const client = clientOf(server);
  await client.get(version, {}, anything);
  await pause(80);
  assert.equal(await client.post(start, {}, anything), 1);
  assert.equal(server.requests.length, 2);
});

test("F22 a POST whose answer is lost has an unknown outcome, and is never sent again", async () => {
  const answers: (FakeAnswer | Answering)[] = [
    drop,
    hold,
    "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n",
    "nonsense\r\n\r\n",
  ];
  for (const answer of answers) {
    const error = await explained(answer, post);
    assert.equal(error.code, "unknown_outcome", String(answer));
    assert.match(
      error.message,
      /was sent to "pve1".*may have been carried out/,
    );
    assert.equal(error.requests, 1);
  }
});

test("a POST that never left is not an unknown outcome", async () => {
  const server = fakeProxmox(() => drop);
  await server[Symbol.asyncDispose]();
  assert.equal((await failureOf(post(clientOf(server)))).code, "refused");

  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const error = await failureOf(
    clientOf({ ...server, port: silent.addr.port }).post(
      start,
      {},
      { ...anything, timeoutMs: 200 },
    ),
  );
  silent.close();
  assert.equal(error.code, "timeout");
});

test("a POST that was given up while connecting is not sent afterwards", async () => {
  await using server = fakeProxmox(() => data(1));
  const target = targetOf(server, {
    host: "localhost",
    trust: { mode: "ca", ca_certificate: server.authority.cert },
  });
  const client = connect(target, { policy: loopbackPolicy });
  assert.equal(
    (await failureOf(client.post(start, {}, { ...anything, timeoutMs: 0 })))
      .code,
    "timeout",
  );
  await pause(150);
  assert.deepEqual(server.requests, []);
});

test("F23 R03 an answer that is too large is not read to its end", async () => {
  const announced = `HTTP/1.1 200 OK\r\nContent-Length: ${String(10 * 1024 * 1024)}\r\n\r\n`;
  await assertExplained(announced, "too_large", /larger than/);

  let sent = 0;
  await assertExplained(
    function* () {
      yield "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
      for (;;) {
        yield `100000\r\n${"x".repeat(0x100000)}\r\n`;
        sent++;
      }
    },
    "too_large",
    /larger than/,
  );
  assert.ok(sent < 30, String(sent));
});

test("R03 nothing is inflated: a compressed answer was not asked for", async () => {
  const stream = new Blob([new Uint8Array(20_000_000)])
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  const bomb = new Uint8Array(await new Response(stream).arrayBuffer());
  await assertExplained(
    function* () {
      yield `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${String(bomb.length)}\r\n\r\n`;
      yield bomb;
    },
    "invalid_response",
    /does not look like/,
  );
});

test("R04 JSON that is nested a hundred thousand times, or plays with prototypes, does no harm", async () => {
  const depth = 100_000;
  const nested = `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  await using server = fakeProxmox(({ path }) =>
    pveAnswer(
      "200 OK",
      path.includes("proto")
        ? '{"data":{"__proto__":{"isAdmin":true}}}'
        : nested,
    ),
  );
  const client = clientOf(server);
  await client.get(version, {}, anything).then(
    (value) => assert.ok(Array.isArray(value)),
    (error: unknown) =>
      assert.ok(
        error instanceof AppError && error.code === "invalid_response",
        String(error),
      ),
  );
  await client.get(version, { proto: 1 }, anything);
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
});

test("R05 a megabyte of headers is not read", async () => {
  await assertExplained(
    `HTTP/1.1 200 OK\r\n${`X-Filler: ${"x".repeat(1_000)}\r\n`.repeat(1_000)}\r\n`,
    "too_large",
    /larger than/,
  );
});

test("F25 R02 an answer that drips ends at the deadline", async () => {
  const startedAt = performance.now();
  const error = await explained(
    async function* () {
      yield "HTTP/1.1 200 OK\r\n";
      for (let index = 0; index < 30; index++) {
        yield `X-Drip-${String(index)}: 1\r\n`;
        await pause(50);
      }
    },
    (client) => client.get(version, {}, { ...anything, timeoutMs: 400 }),
  );
  assert.equal(error.code, "timeout");
  assert.ok(performance.now() - startedAt < 2_000);
});

test("the deadline covers the repetition as well", async () => {
  let count = 0;
  await using server = fakeProxmox(async () => {
    await pause(250);
    return count++ === 0 ? drop : hold;
  });
  const startedAt = performance.now();
  const error = await failureOf(
    clientOf(server).get(version, {}, { ...anything, timeoutMs: 400 }),
  );
  assert.equal(error.code, "timeout");
  assert.ok(performance.now() - startedAt < 2_000);
});

test("whoever gives up gets the own reason back", async () => {
  await using server = fakeProxmox(() => hold);
  const controller = new AbortController();
  const reason = new DOMException("the person has left", "AbortError");
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(
    clientOf(server).get(
      version,
      {},
      { ...anything, signal: controller.signal },
    ),
    (error) => error === reason,
  );
});

test("F06 the words of an untrusted certificate show the one that is presented", async () => {
  await using server = fakeProxmox(() => data(1));
  const error = await failureOf(
    clientOf(server, { trust: { mode: "system" } }).get(version, {}, anything),
  );
  assert.equal(error.code, "tls_untrusted");
  assert.ok(
    error.message.includes(server.certificate.fingerprint),
    error.message,
  );
  assert.match(
    error.message,
    /issued by Proxmox Virtual Environment; its fingerprint is /,
  );
  assert.deepEqual(server.requests, []);
});
