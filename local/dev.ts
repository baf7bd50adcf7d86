import { watch } from "node:fs";
import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { join } from "node:path";
import { createServer } from "vite";
import { type Functions } from "./functions.ts";
import { repository } from "./paths.ts";

export interface DevSite {
  serve(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** Vite's dev server as a guest of our own: modules and hot updates from the one origin. */
export async function startDevSite(server: Server): Promise<DevSite> {
  const vite = await createServer({
    root: repository,
    appType: "spa",
    server: { middlewareMode: true, hmr: { server } },
  });
  return {
    serve: (request, response) => vite.middlewares(request, response),
    close: () => vite.close(),
  };
}

/** Loads the functions anew when one of their files changes. */
export function reloadFunctions(functions: Functions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(
    join(repository, "supabase", "functions"),
    { recursive: true },
    (_event, file) => {
      if (!file || !/\.(ts|json)$/.test(file) || file.endsWith(".test.ts"))
        return;
      clearTimeout(timer);
      timer = setTimeout(() => void functions.restart(), 200);
    },
  );
  return {
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
