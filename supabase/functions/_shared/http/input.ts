import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import { describeIssue, fieldsOf } from "./issues.ts";

export const maxBodyBytes = 256 * 1024;

export type Input = Record<string, unknown>;

/** What the caller sent, before any schema has seen it: the path's fields with the query (GET, DELETE) or the JSON body (POST, PUT). */
export async function readInput(
  request: Request,
  pathFields: Record<string, string>,
): Promise<Input> {
  const query = readQuery(new URL(request.url).searchParams);
  const takesBody = request.method === "POST" || request.method === "PUT";
  const sent = takesBody ? await readJsonObject(request) : query;

  if (takesBody)
    refuse(Object.keys(query), "This belongs into the body, not the address");
  refuse(
    Object.keys(pathFields).filter((name) => Object.hasOwn(sent, name)),
    "This is part of the path, and said once",
  );
  return { ...sent, ...pathFields };
}

function readQuery(parameters: URLSearchParams): Record<string, string> {
  const names = [...parameters.keys()];
  refuse(
    names.filter((name, index) => names.indexOf(name) !== index),
    "Say this once",
  );
  return Object.fromEntries(parameters);
}

function refuse(names: readonly string[], sentence: string): void {
  if (names.length === 0) return;
  throw invalid(Object.fromEntries(names.map((name) => [name, sentence])));
}

function invalid(refused: Record<string, string>): AppError {
  // Unknown fields are named as they came: somebody may have put a token where a name belongs.
  const fields = Object.fromEntries(
    Object.entries(refused).map(([name, sentence]) => [
      withoutSecrets(name),
      sentence,
    ]),
  );
  const names = Object.keys(fields).map((name) => name || "request");
  const shown = names.slice(0, 5).join(", ").slice(0, 200);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return new AppError("validation_failed", `Please check: ${shown}${more}`, {
    fields,
  });
}

async function readJsonObject(request: Request): Promise<Input> {
  const [mediaType = ""] = (request.headers.get("content-type") ?? "").split(
    ";",
  );
  const coding = request.headers.get("content-encoding") ?? "identity";
  if (
    mediaType.trim().toLowerCase() !== "application/json" ||
    coding.toLowerCase() !== "identity"
  )
    throw new AppError(
      "unsupported_media_type",
      "Send the body as JSON (content-type: application/json), not compressed",
    );

  const body = await readBody(request);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // The parser's own message quotes the body, which may hold a token.
    throw new AppError("validation_failed", "The body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AppError("validation_failed", "The body is not a JSON object");
  return value as Input;
}

async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new AppError(
      "payload_too_large",
      `A request has at most ${maxBodyBytes / 1024} KiB`,
    );
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes)
    throw tooLarge();

  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBodyBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("validation_failed", "The body ended too early", {
      cause,
    });
  }

  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

/** The input as a request's schema understands it; what it refuses is named field by field. */
export function parseInput<Schema extends z.ZodMiniType>(
  schema: Schema,
  input: Input,
): z.output<Schema> {
  const result = z.safeParse(schema, input, { error: describeIssue });
  if (!result.success) throw invalid(fieldsOf(result.error.issues));
  return result.data;
}
