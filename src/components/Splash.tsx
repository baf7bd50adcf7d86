import { Logo } from "@/components/Logo.tsx";

/** While it is not known what to show, after a moment; index.html holds the same for the time before the script. */
export function Splash() {
  return (
    <div
      role="status"
      className="flex min-h-dvh animate-in items-center justify-center delay-300 duration-300 fill-mode-both fade-in"
    >
      <Logo className="size-10" />
      <span className="sr-only">Muster is loading</span>
    </div>
  );
}
