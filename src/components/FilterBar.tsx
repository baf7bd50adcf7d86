import type { ReactNode } from "react";

/** Above a list: two fields a line on a phone, a row on wider screens. */
export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <div
      role="search"
      aria-label="Filter"
      className="mb-4 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap"
    >
      {children}
    </div>
  );
}
