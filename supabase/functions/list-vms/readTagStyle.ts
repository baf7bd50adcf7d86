import { connectServer, noSuchServer } from "../_shared/connectServer.ts";
import type { readTagStyle } from "../_shared/contract/tagStyle.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { readOperatorServer } from "../_shared/operatorServer.ts";
import { connect } from "../_shared/proxmox/client.ts";
import { plainTagStyle, readStyle } from "../_shared/proxmox/tagStyle.ts";

export const tagStyle: Handler<typeof readTagStyle> = async (
  { serverId },
  caller,
) => {
  await takeFromLimit(caller, "guest");
  if (serverId) return await readStyle(await connectServer(caller, serverId));
  const operator = await readOperatorServer(caller);
  if (!operator) throw noSuchServer();
  // The names of tags speak of guests that are not theirs.
  return operator.seesAll
    ? await readStyle(connect(operator.target()))
    : plainTagStyle;
};
