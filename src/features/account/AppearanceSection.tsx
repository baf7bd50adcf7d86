import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { themeIcons, themeLabels } from "@/components/themeChoices.ts";
import { useChooseTheme, useTheme } from "@/hooks/useTheme.ts";
import { themes } from "@/lib/theme.ts";

export function AppearanceSection() {
  const { theme } = useTheme();
  const chooseTheme = useChooseTheme();

  return (
    <SettingsSection
      title="Appearance"
      description="Changes at once, and on your other devices when they load Muster next."
    >
      <fieldset className="grid max-w-sm grid-cols-3 gap-1 rounded-lg bg-muted p-1">
        <legend className="sr-only">Theme</legend>
        {themes.map((choice) => {
          const Icon = themeIcons[choice];
          return (
            <label
              key={choice}
              className="flex min-h-8 cursor-pointer items-center justify-center gap-2 rounded-md px-2 font-medium text-muted-foreground has-checked:bg-background has-checked:text-foreground has-checked:shadow-sm has-focus-visible:ring-[3px] has-focus-visible:ring-ring/50 dark:has-checked:bg-input pointer-coarse:min-h-11"
            >
              <input
                type="radio"
                name="theme"
                value={choice}
                checked={choice === theme}
                onChange={() => {
                  chooseTheme(choice);
                }}
                className="sr-only"
              />
              <Icon aria-hidden className="size-4" />
              {themeLabels[choice]}
            </label>
          );
        })}
      </fieldset>
    </SettingsSection>
  );
}
