/** A bar as a background, so that it takes no element; its size and place are up to who shows it. */
export const meterClass =
  "bg-[linear-gradient(to_right,var(--meter)_var(--used),var(--meter-rest)_var(--used))] bg-no-repeat [--meter-rest:var(--border)]";

/** The more it is full, the more it stands out. Undefined where nothing is measured. */
export function meterStyle(fraction: number | undefined) {
  const used = Math.min(1, Math.max(0, fraction || 0));
  return {
    "--used": `${(used * 100).toFixed(0)}%`,
    "--meter": used > 0.9 ? "var(--warning)" : "var(--primary)",
  };
}
