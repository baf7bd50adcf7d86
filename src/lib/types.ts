import type { EndpointResponse } from "@contract/endpoint.ts";
import type {
  listSnapshots,
  readCloneOptions,
  readGuest,
  readGuestAgent,
  readMigration,
} from "@contract/guests.ts";
import type { readCertificate, testServer } from "@contract/servers.ts";
import type { readTagStyle } from "@contract/tagStyle.ts";

/** The one door to the contract: what screens and hooks need of it. Endpoints themselves are called through lib/api.ts. */
export { AppError, type ErrorCode, type Failure } from "@contract/errors.ts";
export type { Certificate, Permissions, Server } from "@contract/serverList.ts";
export {
  defaultProxmoxPort,
  serverInputSchema,
  type Trust,
  type TrustMode,
} from "@contract/servers.ts";
/** What a test of a connection has found. */
export type ConnectionTest = EndpointResponse<typeof testServer>;
/** What is presented at an address. */
export type CertificateReading = EndpointResponse<typeof readCertificate>;
/** A person is named by the same rule as a server. */
export { serverNameSchema as personNameSchema } from "@contract/servers.ts";
export { hostWithPort } from "@contract/host.ts";
export type { GuestType, ProxmoxNode, Storage, Vm } from "@contract/vms.ts";
export {
  taskResult,
  type TaskResult,
  type TaskStatus,
  type VmAction,
  type VmActionOptions,
} from "@contract/actions.ts";
export type {
  GuestBackup,
  GuestStorage,
  MetricsPoint,
  MetricsTimeframe,
  PendingChange,
  Snapshot,
} from "@contract/guests.ts";
export type { Task } from "@contract/tasks.ts";
export { snapshotNameSchema, tagSchema } from "@contract/guestChanges.ts";
/** How the people of a server want its tags shown. */
export type TagStyle = EndpointResponse<typeof readTagStyle>;
/** State and configuration of one guest. */
export type GuestDetail = EndpointResponse<typeof readGuest>;
/** What a guest's agent tells. */
export type GuestAgent = EndpointResponse<typeof readGuestAgent>;
export type GuestSnapshots = EndpointResponse<typeof listSnapshots>;
/** Proxmox VE's check before a migration. */
export type MigrationCheck = EndpointResponse<typeof readMigration>;
export type CloneOptions = EndpointResponse<typeof readCloneOptions>;
export type {
  ConsoleClose,
  ConsoleGuest,
  ConsoleKind,
} from "@contract/console.ts";
export { auditActions, type AuditAction } from "@contract/audit.ts";
