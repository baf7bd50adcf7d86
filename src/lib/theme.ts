export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** public/theme.js reads the same key before the first paint. */
const storageKey = "muster-theme";
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

darkSystem.addEventListener("change", apply);
window.addEventListener("storage", ({ key }) => {
  if (key === storageKey) apply();
});

export function storedTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === stored) ?? "system";
}

export function isDark(): boolean {
  const theme = storedTheme();
  return theme === "dark" || (theme === "system" && darkSystem.matches);
}

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute("content", isDark() ? "#101114" : "#fbfbfc");
  listeners.forEach((listener) => {
    listener();
  });
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  apply();
}

export function subscribeToTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
