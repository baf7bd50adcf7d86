import type { EndpointResponse } from "@contract/endpoint.ts";
import type { testServer } from "@contract/servers.ts";

/** The one door to the contract: what screens and hooks need of it. Endpoints themselves are called through lib/api.ts. */
export { AppError, type ErrorCode, type Failure } from "@contract/errors.ts";
export {
  apiTokenSchema,
  defaultProxmoxPort,
  hostSchema,
  maxServersPerUser,
  serverInputSchema,
  serverNameSchema,
  tokenIdOf,
  type Certificate,
  type Permissions,
  type Server,
  type Trust,
  type TrustMode,
} from "@contract/servers.ts";
export type ConnectionTest = EndpointResponse<typeof testServer>;
/** A person is named by the same rule as a server. */
export { serverNameSchema as personNameSchema } from "@contract/servers.ts";
export { hostWithPort } from "@contract/host.ts";
export type {
  GuestType,
  ProxmoxNode,
  ServerOutcome,
  Storage,
  Vm,
  VmList,
  VmListLine,
} from "@contract/vms.ts";
export {
  maxBulkItems,
  qemuOnlyActions,
  taskResult,
  type GuestReference,
  type TaskResult,
  type TaskStatus,
  type VmAction,
  type VmActionOptions,
} from "@contract/actions.ts";
