// Sets the chosen theme before the first paint. A file of its own, because the content security policy allows no inline script;
// src/lib/theme.ts reads and writes the same key.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("muster-theme");
  } catch {
    // Storage may be forbidden; the system's preference is left.
  }
  var isDark =
    choice === "dark" ||
    (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", isDark);
  document
    .querySelector('meta[name="theme-color"]')
    .setAttribute("content", isDark ? "#101114" : "#fbfbfc");
})();
