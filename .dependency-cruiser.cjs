/** The arrows of ARCHITECTURE.md as rules. */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "features-stand-apart",
      comment: "Pages join features; features do not know each other.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    {
      name: "shared-parts-know-no-feature",
      severity: "error",
      from: { path: "^src/(components|hooks|lib)/" },
      to: { path: "^src/(features|pages)/" },
    },
    {
      name: "lib-knows-no-screen",
      severity: "error",
      from: { path: "^src/lib/" },
      to: { path: "^src/(components|hooks|features|pages)/" },
    },
    {
      name: "ui-knows-no-data",
      severity: "error",
      from: { path: "^src/components/ui/" },
      to: { path: "^src/(hooks|features|pages)/|^src/lib/(?!utils)" },
    },
    {
      name: "one-door-to-the-contract",
      comment: "The SPA reads the contract through src/lib alone.",
      severity: "error",
      from: { path: "^src/(?!lib/|test/)" },
      to: { path: "^supabase/functions/" },
    },
    {
      name: "the-contract-is-pure",
      severity: "error",
      from: {
        path: "^supabase/functions/_shared/contract/",
        pathNot: "\\.test\\.ts$",
      },
      to: {
        pathNot: "^supabase/functions/_shared/contract/|node_modules/zod/",
      },
    },
    {
      name: "functions-stand-apart",
      severity: "error",
      from: { path: "^supabase/functions/([^_][^/]+)/" },
      to: {
        path: "^supabase/functions/[^_]",
        pathNot: "^supabase/functions/$1/",
      },
    },
    {
      name: "transport-knows-no-proxmox",
      severity: "error",
      from: {
        path: "^supabase/functions/_shared/proxmox/transport/",
        pathNot: "\\.test\\.ts$",
      },
      to: {
        path: "^supabase/functions/_shared/(db|http|proxmox/(?!transport/))",
      },
    },
    {
      name: "the-product-knows-no-workshop",
      severity: "error",
      from: { path: "^(src|supabase/functions)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(local|simulator|tests|bench)/" },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: { path: "^(src|local|simulator|tests)/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
