import {
  backUpGuest,
  changeGuest,
  cloneGuest,
  createSnapshot,
  deleteSnapshot,
  migrateGuest,
  rollbackSnapshot,
} from "@contract/guestChanges.ts";
import {
  listBackups,
  listSnapshots,
  readCloneOptions,
  readGuest,
  readGuestAgent,
  readGuestMetrics,
  readMigration,
} from "@contract/guests.ts";
import { call } from "@/lib/api.ts";

/** What a guest's own page asks the functions. Apart from `api`, whose schemas are part of the first load. */
export const guestApi = {
  readGuest: call(readGuest),
  readGuestAgent: call(readGuestAgent),
  readGuestMetrics: call(readGuestMetrics),
  listSnapshots: call(listSnapshots),
  listBackups: call(listBackups),
  readMigration: call(readMigration),
  readCloneOptions: call(readCloneOptions),
  createSnapshot: call(createSnapshot),
  rollbackSnapshot: call(rollbackSnapshot),
  deleteSnapshot: call(deleteSnapshot),
  backUpGuest: call(backUpGuest),
  cloneGuest: call(cloneGuest),
  migrateGuest: call(migrateGuest),
  changeGuest: call(changeGuest),
};
