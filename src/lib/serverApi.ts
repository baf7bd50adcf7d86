import {
  addServer,
  changeServer,
  readCertificate,
  removeServer,
  testServer,
} from "@contract/servers.ts";
import { call } from "@/lib/api.ts";

/** The door to what changes the servers: lists of them and of their guests do without the rules for what is entered. */
export const serverApi = {
  addServer: call(addServer),
  changeServer: call(changeServer),
  removeServer: call(removeServer),
  testServer: call(testServer),
  readCertificate: call(readCertificate),
};
