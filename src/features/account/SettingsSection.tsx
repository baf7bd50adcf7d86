import { useId, type ReactNode } from "react";

interface SettingsSectionProps {
  title: string;
  description: ReactNode;
  children: ReactNode;
}

/** What it is about on the left, what can be set on the right; one below the other on a phone. */
export function SettingsSection({
  title,
  description,
  children,
}: SettingsSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-10 gap-y-4 border-t py-6 first:border-t-0 first:pt-0 lg:grid-cols-[16rem_minmax(0,28rem)]"
    >
      <div>
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        <p className="text-muted-foreground">{description}</p>
      </div>
      <div>{children}</div>
    </section>
  );
}
