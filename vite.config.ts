import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv, type Plugin } from "vite";

export const alias = {
  "@contract": fileURLToPath(
    new URL("./supabase/functions/_shared/contract", import.meta.url),
  ),
  "@": fileURLToPath(new URL("./src", import.meta.url)),
};

/** Without a Supabase project named at build time the SPA asks its own origin for one: the request starts with the page, not after the script. */
function preloadConfig(isConfiguredAtBuild: boolean): Plugin {
  return {
    name: "muster:preload-config",
    transformIndexHtml: () =>
      isConfiguredAtBuild
        ? []
        : [
            {
              tag: "link",
              attrs: {
                rel: "preload",
                href: "/config.json",
                as: "fetch",
                crossorigin: "anonymous",
              },
              injectTo: "head",
            },
          ],
  };
}

export default defineConfig(({ mode }) => {
  const isConfiguredAtBuild = Boolean(
    loadEnv(mode, process.cwd(), "VITE_").VITE_SUPABASE_URL,
  );

  return {
    plugins: [react(), tailwindcss(), preloadConfig(isConfiguredAtBuild)],
    resolve: { alias },
    build: {
      target: "baseline-widely-available",
      manifest: true,
      rolldownOptions: {
        treeshake: {
          // The contract only makes values: a page that reads one of them does not load them all.
          moduleSideEffects: [
            { test: /_shared[\\/]contract[\\/]/, sideEffects: false },
          ],
        },
        output: {
          // React changes less often than we do: a file of its own stays cached over our releases.
          codeSplitting: {
            groups: [
              {
                name: "react",
                test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/,
              },
            ],
          },
        },
      },
    },
  };
});
