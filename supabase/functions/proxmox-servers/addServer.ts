import type { addServer } from "../_shared/contract/servers.ts";
import * as db from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { checkAddress, trustOfInput } from "./input.ts";

/** Saves without a word to Proxmox VE: whether it answers is for Test to say. */
export const add: Handler<typeof addServer> = async (input, caller) => {
  const { name, host, port, api_token } = input;
  const trust = (await trustOfInput(input)) ?? { mode: "system" };
  await checkAddress(host, port);
  return {
    server: await db.addServer(caller, { name, host, port, api_token, trust }),
  };
};
