import { Logo } from "@/components/Logo.tsx";

/** Between the first paint and knowing who is there: seldom seen, never blank. */
export function Splash() {
  return (
    <div
      role="status"
      className="flex min-h-dvh items-center justify-center motion-safe:animate-pulse"
    >
      <Logo className="size-10" />
      <span className="sr-only">Muster is loading</span>
    </div>
  );
}
