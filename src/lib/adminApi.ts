import {
  deactivateServer,
  reactivateServer,
  readHealth,
} from "@contract/admin.ts";
import { call } from "@/lib/api.ts";

export { deactivationReasonSchema, type Health } from "@contract/admin.ts";

/** What administrators alone ask the functions. */
export const adminApi = {
  deactivateServer: call(deactivateServer),
  reactivateServer: call(reactivateServer),
  readHealth: call(readHealth),
};
