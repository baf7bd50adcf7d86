import { accessRoutes } from "./access.ts";
import type { Handler } from "./call.ts";
import { clusterRoutes } from "./cluster.ts";
import { guestRoutes } from "./guests.ts";
import { nodeRoutes } from "./nodes.ts";
import { powerRoutes } from "./power.ts";
import { taskRoutes } from "./tasks.ts";

/** Everything the simulator answers, by Proxmox's own names. Their parameters and permissions are in schema/schema.json. */
export const routes: Record<string, Handler> = {
  ...accessRoutes,
  ...clusterRoutes,
  ...guestRoutes,
  ...nodeRoutes,
  ...powerRoutes,
  ...taskRoutes,
};
