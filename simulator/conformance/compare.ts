import { inflateSync, gunzipSync } from "node:zlib";
import type { Recording } from "./recording.ts";
import type { Answer } from "./wire.ts";

/* What has to agree: status, reason, headers and their order, the shape and the types of the body, and every value that is not the moment's. */

export type Differences = string[];

export function compareAnswers(
  { response }: Recording,
  answer: Answer,
): Differences {
  const differences: Differences = [];
  if (response.status !== answer.status) {
    differences.push(
      `status ${String(response.status)}, here ${String(answer.status)} ${answer.reason}`,
    );
  }
  if (response.reason !== answer.reason)
    differences.push(
      `reason "${response.reason ?? ""}", here "${answer.reason}"`,
    );
  const headers = [
    headerLines(response.headers),
    headerLines(answer.headers),
  ] as const;
  if (headers[0] !== headers[1])
    differences.push(`headers\n${headers[0]}, here\n${headers[1]}`);
  const expected = decodedBody(response.headers, recordedBytes(response.body));
  compareBodies(
    expected,
    decodedBody(answer.headers, answer.body),
    differences,
  );
  return differences;
}

/** Dates and lengths are the moment's; that they are there, and where, is not. */
const headerLines = (headers: [string, string][]) =>
  headers
    .map(([name, value]) => {
      if (/^(?:Date|Expires|Content-Length)$/.test(name)) return name;
      return `${name}: ${value.replace(/:\d{4,5}\//, ":PORT/").replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z/, "TIME")}`;
    })
    .join(" | ");

/** A body that is no text was recorded in base64. */
const recordedBytes = (body: string | null) =>
  body?.startsWith("base64:") === true
    ? Buffer.from(body.slice("base64:".length), "base64")
    : Buffer.from(body ?? "");

function decodedBody(headers: [string, string][], bytes: Buffer): string {
  const encoding = headers.find(([name]) => name === "Content-Encoding")?.[1];
  if (encoding === "gzip") return gunzipSync(bytes).toString("utf8");
  return (encoding === "deflate" ? inflateSync(bytes) : bytes).toString("utf8");
}

function compareBodies(
  expected: string,
  actual: string,
  differences: Differences,
): void {
  const [left, right] = [parsed(expected), parsed(actual)];
  if (left === undefined || right === undefined) {
    if (expected !== actual)
      differences.push(
        `body ${JSON.stringify(expected)}, here ${JSON.stringify(actual)}`,
      );
  } else compareValues("", left.value, right.value, differences);
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Values of the moment or of the machine: their type must agree, no more. */
const momentary = new Set(
  "cpu mem disk uptime netin netout diskread diskwrite swap time pid pstart starttime endtime snaptime ctime used avail free used_fraction idle wait mhz loadavg total uid pri id_of_log digest ticket password CSRFPreventionToken value_of_token cert pem fingerprint ssl_fingerprint notbefore notafter subject issuer public-key-bits vmgenid smbios1 meta size_of_backup".split(
    " ",
  ),
);

const volatilePaths = [
  /^\/data\[\w+[^\]]*\]\/(?:used|size)$/,
  /^\/data\/value$/,
  /^\/data\[digest\]\/value$/,
  /^\/data\/port$/,
  /^\/data\[[^\]]*\]\/san/,
  // The machine itself
  /^\/data\/(?:memory|rootfs|swap|cpuinfo|current-kernel)\/|^\/data\/kversion$/,
];

export function compareValues(
  path: string,
  expected: unknown,
  actual: unknown,
  differences: Differences,
): void {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    compareLists(path, expected, actual, differences);
    return;
  }
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([
      ...Object.keys(expected),
      ...Object.keys(actual),
    ])) {
      if (!(key in actual)) differences.push(`${path}/${key} is missing`);
      else if (!(key in expected))
        differences.push(`${path}/${key} is too much`);
      else
        compareValues(
          `${path}/${key}`,
          expected[key],
          actual[key],
          differences,
        );
    }
    return;
  }
  const [left, right] = [typeName(expected), typeName(actual)];
  if (left !== right) {
    differences.push(
      `${path} is ${left} ${JSON.stringify(expected)}, here ${right} ${JSON.stringify(actual)}`,
    );
    return;
  }
  if (expected === actual || isVolatile(path)) return;
  if (
    typeof expected === "string" &&
    typeof actual === "string" &&
    neutral(expected) === neutral(actual)
  )
    return;
  differences.push(
    `${path} is ${JSON.stringify(expected)}, here ${JSON.stringify(actual)}`,
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeName = (value: unknown) =>
  value === null ? "null" : Array.isArray(value) ? "list" : typeof value;

const isVolatile = (path: string) =>
  momentary.has(path.slice(path.lastIndexOf("/") + 1).replace(/\[.*$/, "")) ||
  volatilePaths.some((pattern) => pattern.test(path));

/** UPIDs, times, process ids and lists without an order, made alike. */
function neutral(text: string): string {
  return text
    .replace(
      /UPID:(\w+):[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:/g,
      "UPID:$1:*:*:*:",
    )
    .replace(/\d{4}[-_]\d\d[-_]\d\d[ -]\d\d[:_]\d\d[:_]\d\d/g, "TIME")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/termproxy \d+/g, "termproxy PORT")
    .replace(
      /^(?:Number of|Total |Literal|Matched|File list|sent |total size).*/,
      (line) => line.replace(/[\d.,]+/g, "#"),
    )
    .replace(/--\w[\w-]* \S+(?= --|$)/g, "")
    .replace(/\d+ seconds|\(\d\d:\d\d:\d\d\)|\d+MB|written: .*/g, "N")
    .split(/[,;]/)
    .sort()
    .join();
}

const identities = [
  "id",
  "userid",
  "tokenid",
  "roleid",
  "vmid",
  "filename",
  "storage",
  "iface",
  "key",
  "name",
  "volid",
  "upid",
  "n",
];

function compareLists(
  path: string,
  expected: unknown[],
  actual: unknown[],
  differences: Differences,
): void {
  const rows = expected.filter(isObject);
  if (rows.length !== expected.length || rows.length === 0) {
    compareByPlace(path, expected, actual, differences);
    return;
  }
  // A series: as many points, and the same kinds of points.
  if (rows.every((row) => "time" in row) && !rows.some((row) => "id" in row)) {
    compareSeries(path, rows, actual.filter(isObject), differences);
    return;
  }
  // A history: whatever happened here, a row looks as it did there.
  if (rows.some((row) => "upid" in row || "msg" in row)) {
    compareShapes(path, rows, actual.filter(isObject), differences);
    return;
  }
  const identity = identities.find(
    (key) =>
      new Set(rows.map((row) => row[key])).size === rows.length &&
      rows.every((row) => key in row),
  );
  if (identity === undefined) {
    compareByPlace(path, sorted(expected), sorted(actual), differences);
    return;
  }
  const others = new Map(
    actual.filter(isObject).map((row) => [row[identity], row]),
  );
  for (const row of rows) {
    const label = `${path}[${String(row[identity])}]`;
    const other = others.get(row[identity]);
    if (other === undefined) differences.push(`${label} is missing`);
    else compareValues(label, row, other, differences);
    others.delete(row[identity]);
  }
  for (const extra of others.keys())
    differences.push(`${path}[${String(extra)}] is too much`);
}

const sorted = (list: unknown[]) =>
  [...list].sort((left, right) =>
    canonical(left) < canonical(right) ? -1 : 1,
  );

const canonical = (value: unknown) =>
  isObject(value)
    ? JSON.stringify(Object.entries(value).sort())
    : JSON.stringify(value);

function compareByPlace(
  path: string,
  expected: unknown[],
  actual: unknown[],
  differences: Differences,
): void {
  if (expected.length !== actual.length) {
    differences.push(
      `${path} has ${String(expected.length)} entries, here ${String(actual.length)}`,
    );
    return;
  }
  for (const [index, value] of expected.entries()) {
    compareValues(
      `${path}[${String(index)}]`,
      value,
      actual[index],
      differences,
    );
  }
}

type Row = Record<string, unknown>;

function compareSeries(
  path: string,
  expected: Row[],
  actual: Row[],
  differences: Differences,
): void {
  if (expected.length !== actual.length) {
    differences.push(
      `${path} has ${String(expected.length)} points, here ${String(actual.length)}`,
    );
  }
  compareShapes(path, expected, actual, differences);
}

/** Each shape of row there must be found here, and none other. */
function compareShapes(
  path: string,
  expected: Row[],
  actual: Row[],
  differences: Differences,
): void {
  const shape = (row: Row) =>
    Object.entries(row)
      .map(([key, value]) => `${key}:${typeName(value)}`)
      .sort()
      .join(" ");
  const [there, here] = [
    new Set(expected.map(shape)),
    new Set(actual.map(shape)),
  ];
  for (const missing of there)
    if (!here.has(missing))
      differences.push(`${path} has no row of {${missing}}`);
  for (const extra of here)
    if (!there.has(extra)) differences.push(`${path} has rows of {${extra}}`);
}
