import { ChevronLeftIcon, ChevronRightIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { pageSize } from "@/lib/administration.ts";

interface PagerProps {
  page: number;
  total: number;
  onChange: (page: number) => void;
}

/** The way through a list that is longer than a page; nothing where it is not. */
export function Pager({ page, total, onChange }: PagerProps) {
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1) return null;

  function go(to: number) {
    onChange(to);
    window.scrollTo(0, 0);
  }

  return (
    <nav
      aria-label="Pages"
      className="mt-4 flex items-center justify-center gap-3"
    >
      <Button
        variant="outline"
        size="sm"
        disabled={page <= 1}
        onClick={() => {
          go(page - 1);
        }}
      >
        <ChevronLeftIcon aria-hidden />
        Previous
      </Button>
      <span className="text-xs text-muted-foreground tabular-nums">
        Page {page} of {pages}
      </span>
      <Button
        variant="outline"
        size="sm"
        disabled={page >= pages}
        onClick={() => {
          go(page + 1);
        }}
      >
        Next
        <ChevronRightIcon aria-hidden />
      </Button>
    </nav>
  );
}
