import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: what `npm start` runs from, wherever the shell stands. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)));
