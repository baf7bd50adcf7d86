import { listVms } from "../_shared/contract/vms.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { list } from "./listVms.ts";
import { documentSchema } from "./serverLine.ts";

export default {
  fetch: respond([handle(listVms, list, { response: documentSchema })]),
};
