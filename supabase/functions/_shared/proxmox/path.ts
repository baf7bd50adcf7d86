import { AppError } from "../contract/errors.ts";

declare const checked: unique symbol;
/** A path below /api2/json in which every inserted value is exactly one segment. Only `apiPath` makes one. */
export type ApiPath = string & { [checked]: true };

const root = "/api2/json";
/** Proxmox VE decodes %2F before it looks for the handler, and Perl reads ".." as every file system does: neither may be inside a value. */
const segment = /^[A-Za-z0-9_.:@!~+=,-]{1,512}$/;

/** apiPath`/nodes/${node}/qemu/${vmid}/status/start` */
export function apiPath(
  template: TemplateStringsArray,
  ...values: (string | number)[]
): ApiPath {
  const path = String.raw(
    {
      raw: template.raw.map((text, index) =>
        index === 0 ? root + text : text,
      ),
    },
    ...values.map(encodeSegment),
  );
  // What the WHATWG parser would change on its way is not what was meant.
  if (new URL(path, "https://proxmox.invalid").pathname !== path)
    throw notAPath();
  return path as ApiPath;
}

function encodeSegment(value: string | number): string {
  const text = String(value);
  if (!segment.test(text) || text === "." || text === "..") throw notAPath();
  return encodeURIComponent(text);
}

function notAPath(): AppError {
  return new AppError(
    "validation_failed",
    "The name of a node, guest or task holds characters that Proxmox VE does not allow there.",
  );
}
