import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import {
  defineConfig,
  loadEnv,
  type HtmlTagDescriptor,
  type Plugin,
} from "vite";

export const alias = {
  "@contract": fileURLToPath(
    new URL("./supabase/functions/_shared/contract", import.meta.url),
  ),
  "@": fileURLToPath(new URL("./src", import.meta.url)),
};

/**
 * What the page needs soon starts with the page: the font, which the browser would find in the styles; and /config.json, unless a
 * Supabase project is named at build time, which the script would ask for.
 */
function preloads(isConfiguredAtBuild: boolean): Plugin {
  const preload = (href: string, as: string): HtmlTagDescriptor => ({
    tag: "link",
    attrs: { rel: "preload", href, as, crossorigin: "anonymous" },
    injectTo: "head",
  });
  return {
    name: "muster:preloads",
    transformIndexHtml: (_html, { bundle = {} }) => {
      const fonts = Object.keys(bundle).filter((file) => /\.woff2$/.test(file));
      return [
        ...fonts.map((file) => preload(`/${file}`, "font")),
        ...(isConfiguredAtBuild ? [] : [preload("/config.json", "fetch")]),
      ];
    },
  };
}

export default defineConfig(({ mode }) => {
  const isConfiguredAtBuild = Boolean(
    loadEnv(mode, process.cwd(), "VITE_").VITE_SUPABASE_URL,
  );

  return {
    plugins: [react(), tailwindcss(), preloads(isConfiguredAtBuild)],
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
          codeSplitting: {
            groups: [
              // React changes less often than we do: a file of its own stays cached over our releases.
              {
                name: "react",
                test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/,
              },
              // What every page needs of others: crumbs compress worse than one file, and each is a request.
              {
                name: "base",
                test: /node_modules[\\/](?:react-router|react-router-dom|zod|tailwind-merge|clsx|class-variance-authority|@radix-ui[\\/]react-(?:slot|compose-refs|primitive|label)|lucide-react[\\/]dist[\\/]esm(?![\\/]icons))[\\/]/,
              },
            ],
          },
        },
      },
    },
  };
});
