import type * as z from "zod/mini";

export type FunctionName =
  "proxmox-servers" | "list-vms" | "vm-actions" | "vm-console";

/**
 * One call of one function, as a value that both sides read.
 * `path` may hold `{name}` segments: they are fields of the request, as are the query (GET, DELETE) or the JSON body (POST, PUT).
 */
export interface Endpoint<
  Request extends z.ZodMiniType,
  Response extends z.ZodMiniType,
> {
  functionName: FunctionName;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: "" | `/${string}`;
  /** The status of a success; 204 carries no body. */
  status: 200 | 201 | 202 | 204 | 207;
  request: Request;
  response: Response;
}

export type AnyEndpoint = Endpoint<z.ZodMiniType, z.ZodMiniType>;

/** What a caller hands in (before the schema's defaults and trimming). */
export type EndpointInput<E extends AnyEndpoint> = z.input<E["request"]>;
/** What the function's handler receives. */
export type EndpointRequest<E extends AnyEndpoint> = z.output<E["request"]>;
export type EndpointResponse<E extends AnyEndpoint> = z.output<E["response"]>;

export function defineEndpoint<
  Request extends z.ZodMiniType,
  Response extends z.ZodMiniType,
>(endpoint: Endpoint<Request, Response>): Endpoint<Request, Response> {
  return endpoint;
}
