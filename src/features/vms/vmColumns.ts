/** What a table can show beside a guest's name, in the order in which it stands there. */
export const vmColumns = [
  "status",
  "server",
  "node",
  "vmid",
  "type",
  "cpu",
  "memory",
  "disk",
  "network",
  "uptime",
  "pool",
  "tags",
  "ha",
  "lock",
] as const;
export type VmColumn = (typeof vmColumns)[number];

export const usualColumns: readonly VmColumn[] = [
  "status",
  "server",
  "node",
  "vmid",
  "cpu",
  "memory",
  "uptime",
  "tags",
];

export const columnLabel: Record<VmColumn, string> = {
  status: "Status",
  server: "Server",
  node: "Node",
  vmid: "VMID",
  type: "Type",
  cpu: "CPU",
  memory: "Memory",
  disk: "Disk",
  network: "Network",
  uptime: "Uptime",
  pool: "Pool",
  tags: "Tags",
  ha: "HA",
  lock: "Lock",
};

/** Least width in rem, and the share of what is left over. */
const columnSize: Record<VmColumn, readonly [rem: number, share: number]> = {
  // "was hibernated" and "Shutting down …" are never cut: they are what one comes for.
  status: [7, 0],
  server: [6, 3],
  node: [5.5, 2.5],
  vmid: [4.5, 0],
  type: [3.5, 0],
  cpu: [6.25, 0.5],
  memory: [7.25, 0.5],
  disk: [8, 1],
  network: [11.5, 1],
  uptime: [6, 0.5],
  pool: [6, 1.5],
  tags: [6, 3],
  ha: [5.5, 1],
  lock: [5.5, 1],
};

const checkboxRem = 2.25;
const nameRem = 10;
const nameShare = 4;

/** Numbers stand under numbers: to the right, in figures of one width. */
const numericColumns: ReadonlySet<VmColumn> = new Set<VmColumn>([
  "vmid",
  "cpu",
  "memory",
  "disk",
  "network",
  "uptime",
]);

export function isNumeric(column: VmColumn): boolean {
  return numericColumns.has(column);
}

export interface TableShape {
  /** For `grid-template-columns`, the same in every row: no width depends on what a cell holds. */
  template: string;
  /** Below this the table is moved sideways. */
  minWidth: string;
}

export function tableShape(
  columns: readonly VmColumn[],
  actionsRem: number,
): TableShape {
  const sizes = columns.map((column) => columnSize[column]);
  const least = sizes.reduce((sum, [rem]) => sum + rem, 0);
  const tracks = [[nameRem, nameShare] as const, ...sizes].map(
    ([rem, share]) =>
      share > 0 ? `minmax(${rem}rem,${share}fr)` : `${rem}rem`,
  );
  return {
    template: `${checkboxRem}rem ${tracks.join(" ")} ${actionsRem}rem`,
    minWidth: `${checkboxRem + nameRem + least + actionsRem}rem`,
  };
}
