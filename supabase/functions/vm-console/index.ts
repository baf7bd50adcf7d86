import { requestConsole } from "../_shared/contract/console.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { issueTicket } from "./issueTicket.ts";
import { isUpgrade, upgradeToConsole } from "./upgrade.ts";

const answer = respond([handle(requestConsole, issueTicket)]);

export default {
  fetch: (request: Request): Promise<Response> =>
    isUpgrade(request) ? upgradeToConsole(request) : answer(request),
};
