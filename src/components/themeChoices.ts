import { MonitorIcon, MoonIcon, SunIcon, type LucideIcon } from "lucide-react";
import type { Theme } from "@/lib/theme.ts";

export const themeLabels: Record<Theme, string> = {
  system: "System",
  light: "Light",
  dark: "Dark",
};

export const themeIcons: Record<Theme, LucideIcon> = {
  system: MonitorIcon,
  light: SunIcon,
  dark: MoonIcon,
};
