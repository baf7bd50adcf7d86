import { accessRoutes } from "./access.ts";
import { agentRoutes } from "./agent.ts";
import { backupRoutes } from "./backup.ts";
import type { Handler } from "./call.ts";
import { clusterRoutes } from "./cluster.ts";
import { configRoutes } from "./config.ts";
import { consoleRoutes } from "./console.ts";
import { copyRoutes } from "./copies.ts";
import { guestRoutes } from "./guests.ts";
import { metricRoutes } from "./metrics.ts";
import { nodeRoutes } from "./nodes.ts";
import { powerRoutes } from "./power.ts";
import { snapshotRoutes } from "./snapshots.ts";
import { storageRoutes } from "./storage.ts";
import { taskRoutes } from "./tasks.ts";

/** Everything the simulator answers, by Proxmox's own names. Their parameters and permissions are in schema/schema.json. */
export const routes: Record<string, Handler> = {
  ...accessRoutes,
  ...agentRoutes,
  ...backupRoutes,
  ...clusterRoutes,
  ...configRoutes,
  ...consoleRoutes,
  ...copyRoutes,
  ...guestRoutes,
  ...metricRoutes,
  ...nodeRoutes,
  ...powerRoutes,
  ...snapshotRoutes,
  ...storageRoutes,
  ...taskRoutes,
};
