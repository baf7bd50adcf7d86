import { useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "react-router-dom";
import { Logo } from "@/components/Logo.tsx";

interface AccountFrameProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** The way to the other pages of this kind. */
  footer?: ReactNode;
}

/** What the pages before signing in have in common: one thing to do, in the middle. */
export function AccountFrame({
  title,
  description,
  children,
  footer,
}: AccountFrameProps) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();

  useEffect(() => {
    // The page that had the focus is gone, and this one has not taken it; a fresh load begins at its top by itself.
    if (key !== "default" && document.activeElement === document.body)
      headingRef.current?.focus();
  }, [key]);

  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[24rem] flex-col px-4 py-10 sm:justify-center">
      <title>{`${title} · Muster`}</title>
      <Logo className="mb-5 size-9" />
      <h1
        ref={headingRef}
        tabIndex={-1}
        className="text-xl font-semibold tracking-tight outline-none"
      >
        {title}
      </h1>
      {description && (
        <p className="mt-1 text-muted-foreground">{description}</p>
      )}
      <div className="mt-6">{children}</div>
      {footer && (
        <p className="mt-6 text-center text-muted-foreground">{footer}</p>
      )}
    </main>
  );
}
