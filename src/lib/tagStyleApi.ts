import { readTagStyle } from "@contract/tagStyle.ts";
import { call } from "@/lib/api.ts";

/** The door to how a server's tags look: the list of guests asks for it, and for nothing else of a guest's page. */
export const tagStyleApi = { readTagStyle: call(readTagStyle) };
