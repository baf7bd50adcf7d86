import {
  listBackups,
  listSnapshots,
  readCloneOptions,
  readGuest,
  readGuestAgent,
  readGuestMetrics,
  readMigration,
} from "../_shared/contract/guests.ts";
import { readTagStyle } from "../_shared/contract/tagStyle.ts";
import { listVms } from "../_shared/contract/vms.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { readBackups } from "../_shared/proxmox/backups.ts";
import { readCloning } from "../_shared/proxmox/clones.ts";
import { readInside } from "../_shared/proxmox/guestAgent.ts";
import { readDetails, readMetrics } from "../_shared/proxmox/guestDetails.ts";
import { readPreconditions } from "../_shared/proxmox/migration.ts";
import { readSnapshots } from "../_shared/proxmox/snapshots.ts";
import { list } from "./listVms.ts";
import { lookAtGuest } from "./lookAtGuest.ts";
import { tagStyle } from "./readTagStyle.ts";
import { documentSchema } from "./serverLine.ts";

export default {
  fetch: respond([
    handle(listVms, list, { response: documentSchema }),
    handle(readTagStyle, tagStyle),
    handle(readGuest, (guest, caller) =>
      lookAtGuest(caller, guest, "view", readDetails),
    ),
    handle(readGuestAgent, (guest, caller) =>
      lookAtGuest(caller, guest, "view", readInside),
    ),
    handle(readGuestMetrics, ({ timeframe, ...guest }, caller) =>
      lookAtGuest(caller, guest, "view", async (proxmox, at) => ({
        points: await readMetrics(proxmox, at, timeframe),
      })),
    ),
    handle(listSnapshots, (guest, caller) =>
      lookAtGuest(caller, guest, "view", readSnapshots),
    ),
    handle(listBackups, (guest, caller) =>
      lookAtGuest(caller, guest, "manage", readBackups),
    ),
    handle(readMigration, (guest, caller) =>
      lookAtGuest(caller, guest, "manage", readPreconditions),
    ),
    handle(readCloneOptions, (guest, caller) =>
      lookAtGuest(caller, guest, "manage", readCloning),
    ),
  ]),
};
