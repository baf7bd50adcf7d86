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

/**
 * Proxmox VE asks for VNC's own password, and QEMU sends no H.264: the other ways to sign in that noVNC knows, with their cryptography, and
 * that decoder are left out of it, and zlib's compression, which only the guest's clipboard uses: 12 KB. To a server that wanted another way
 * in it says that it does not support it.
 */
function novncForProxmox(): Plugin {
  const deflator = JSON.stringify("@/features/console/plainDeflator.ts");
  const standIns = {
    "ra2.js": "export default undefined",
    "crypto/aes.js": "export let AESECBCipher, AESEAXCipher",
    "crypto/dh.js": "export let DHCipher",
    "crypto/md5.js": "export let MD5",
    "crypto/rsa.js": "export let RSACipher",
    "decoders/h264.js": "export default class {}",
    "deflator.js": `export { default } from ${deflator}`,
  };
  return {
    name: "muster:novnc-for-proxmox",
    apply: "build",
    load: {
      filter: { id: /@novnc[\\/]novnc[\\/]core[\\/]/ },
      handler(id) {
        const path = id.replaceAll("\\", "/");
        return Object.entries(standIns).find(([file]) =>
          path.endsWith(`/core/${file}`),
        )?.[1];
      },
    },
  };
}

/**
 * React Router names its components for React's developer tools, which counts as a use of them: without the names, the forms and data
 * routers that nobody here uses stay out, 1.4 KB of every first load.
 */
function unusedRouterParts(): Plugin {
  return {
    name: "muster:unused-router-parts",
    apply: "build",
    transform: {
      filter: { id: /react-router[\\/]dist[\\/]/ },
      handler: (code) => ({
        code: code
          .replace(/^\w+\.displayName = "\w+";$/gm, "")
          .replace(
            /= (React\d*\.(?:createContext|forwardRef|memo)\()/g,
            "= /* @__PURE__ */ $1",
          ),
        map: null,
      }),
    },
  };
}

/** Tailwind mixes colours only where a browser can, which is every browser that the scripts are built for. */
function colorMixEverywhere(): Plugin {
  const onlyWhereMixed =
    /@supports \(color:\s*color-mix\(in lab, red, red\)\)\s*\{((?:[^{}]+\{[^{}]*\})+)\s*\}/g;
  return {
    name: "muster:color-mix-everywhere",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /src[\\/]index\.css$/ },
      handler: (code) => ({
        code: code.replace(onlyWhereMixed, "$1"),
        map: null,
      }),
    },
  };
}

/**
 * What several pages share comes as a few files: crumbs compress worse, and each is a request. A module that is missing here is no fault;
 * it comes in a file of its own.
 */
const sharedModules = {
  // The first page, whoever looks at it.
  shell: {
    "src/": "main App routes",
    "src/components/": "Copyable ErrorBoundary ErrorNotice Link Logo Splash",
    "src/components/ui/": "button input label",
    "src/hooks/": "useSession",
    "src/lib/":
      "copyText env errors mergeClasses paths session supabase utils vmKey",
    "contract/": "errors",
    "icons/": "check circle-alert copy loader-circle rotate-cw x",
  },
  // Signing in and up, and other small forms.
  forms: {
    "src/components/": "FormField PasswordInput SubmitButton TextLink",
    "src/features/account/": "AccountFrame accountFields",
    "src/hooks/": "useFormSubmit useSmallForm",
    "src/lib/": "account authErrors",
    "icons/": "eye eye-off",
  },
  // Of guests and their consoles.
  guestIcons: {
    "icons/": "monitor play square-terminal unplug",
  },
  // Servers, guests and what is done with them.
  fleet: {
    "src/": "SignedInArea",
    "src/components/":
      "EmptyState PageHeader RelativeTime StatusDot ToasterOnDemand",
    "src/components/layout/": "DashboardLayout FindButton TasksButton UserMenu",
    "src/features/palette/": "PaletteOnDemand",
    "src/components/ui/": "skeleton",
    "src/hooks/":
      "useConfirmedAction useNow useProxmoxServers useTheme useVmAction useVms",
    "src/lib/":
      "api consoleAddress displayText fleet format patience privileges queryClient toast types vmActionWords vmName vmPower",
    "contract/": "endpoint serverList vms",
    "icons/":
      "chevron-down list-checks panel-right rotate-ccw-clock search search-x server settings sliders-horizontal",
    "@tanstack/": "query-core react-query",
  },
  // The list of guests, as the dashboard shows it first.
  guests: {
    "src/pages/": "Dashboard",
    "src/features/vms/":
      "CountLine device deviceView DisplayMenu FleetFreshness FleetHindrance FleetProblems FleetSummary GroupHeading listLayout meter NoServers OfflineNodes OutageNotice ServerFilter staleServers useEntryToggle useGuestSearch useHeightVariable useListEntries useListKeys useStableSet useVmList useVmSelection useVmView VmActions VmBrowser VmCell vmColumns vmFilter vmGroups VmListSkeleton VmRow vmSelection vmSort VmTable VmTableHead VmToolbar vmView vmWords",
    "src/features/vms/search/":
      "SearchField SearchHelp SearchMark maxQueryLength useCompletion",
    "src/features/servers/": "ServerCautions",
    "src/hooks/": "useDefaultView useGridWindow",
    "src/lib/": "outage tagColor vmTags",
  },
  // A console's window, whatever is in it. The last: it would take along what it needs.
  console: {
    "src/features/console/":
      "ConsoleFrame ConsoleNotice consoleSettings FullScreenButton",
    "src/hooks/": "useVmConsole",
    "src/lib/": "consoleChannel vmConsole",
    "contract/": "console",
  },
};

/** Parts of TanStack Query that only lazy screens use: pages of a list, and many queries at once. */
const seldomQueried =
  /\/(?:infiniteQueryObserver|queriesObserver|useInfiniteQuery|useQueries)\./;

function isAmong(modules: Record<string, string>) {
  const places = Object.entries(modules).flatMap(([folder, names]) =>
    names.split(" ").map((name) => `/${folder}${name}`),
  );
  return (id: string) => {
    const path = id.replaceAll("\\", "/");
    if (seldomQueried.test(path)) return false;
    return places.some(
      (place) => path.includes(`${place}.`) || path.includes(`${place}/`),
    );
  };
}

export default defineConfig(({ mode }) => {
  const isConfiguredAtBuild = Boolean(
    loadEnv(mode, process.cwd(), "VITE_").VITE_SUPABASE_URL,
  );

  return {
    plugins: [
      react(),
      tailwindcss(),
      colorMixEverywhere(),
      preloads(isConfiguredAtBuild),
      novncForProxmox(),
      unusedRouterParts(),
    ],
    resolve: { alias },
    build: {
      target: "baseline-widely-available",
      // Browsers that are older than it load the same, only later.
      modulePreload: { polyfill: false },
      manifest: true,
      rolldownOptions: {
        treeshake: {
          // The contract only makes values: a page that reads one of them does not load them all.
          moduleSideEffects: [
            { test: /_shared[\\/]contract[\\/]/, sideEffects: false },
          ],
        },
        output: {
          // Every name stands in the files that load it. Which is which stands in the manifest.
          chunkFileNames: "assets/[hash].js",
          codeSplitting: {
            groups: [
              // React changes less often than we do: a file of its own stays cached over our releases.
              {
                name: "react",
                test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/,
              },
              // What every page needs of others.
              {
                name: "base",
                test: /node_modules[\\/](?:react-router|react-router-dom|zod|clsx|tailwind-merge|class-variance-authority|lucide-react[\\/]dist[\\/]esm(?![\\/]icons))[\\/]/,
              },
              ...Object.entries(sharedModules).map(([name, modules]) => ({
                name,
                test: isAmong(modules),
              })),
              // A file for each would be twenty requests, and twenty names in the first script.
              {
                name: "icons",
                test: /lucide-react[\\/]dist[\\/]esm[\\/]icons[\\/]/,
                minShareCount: 2,
              },
            ],
          },
        },
      },
    },
  };
});
