import type { ComponentProps } from "react";
import { Loader2Icon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";

/** It stays focusable while it works, so that the keyboard does not lose its place. */
export function SubmitButton({
  isPending,
  children,
  ...props
}: ComponentProps<typeof Button> & { isPending: boolean }) {
  return (
    <Button
      type="submit"
      aria-disabled={isPending}
      onClick={(event) => {
        if (isPending) event.preventDefault();
      }}
      {...props}
    >
      {isPending && <Loader2Icon aria-hidden className="animate-spin" />}
      {children}
    </Button>
  );
}
