export type ChartColor = "first" | "second" | "limit";

interface Colors {
  line: string;
  area: string;
}

/** Told apart also by who sees no red or green; 3:1 and more against the card that they stand on. */
export const chartColors: Record<
  "light" | "dark",
  Record<ChartColor, Colors>
> = {
  light: {
    first: { line: "#3d55d6", area: "#3d55d61f" },
    second: { line: "#b45309", area: "#b453091a" },
    limit: { line: "#6b7280", area: "transparent" },
  },
  dark: {
    first: { line: "#8da2ff", area: "#8da2ff26" },
    second: { line: "#f0a35c", area: "#f0a35c22" },
    limit: { line: "#8b93a5", area: "transparent" },
  },
};

/** What the theme writes with, for a canvas, which knows no classes. */
export function inkOf(element: Element) {
  const style = getComputedStyle(element);
  const variable = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: variable("--muted-foreground"),
    grid: variable("--border"),
    font: `11px ${style.fontFamily || "sans-serif"}`,
  };
}
