import type { ComponentProps, ReactNode } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Button } from "@/components/ui/button.tsx";
import { OpenDialog } from "@/components/OpenDialog.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import type { AppError } from "@/lib/types.ts";

interface FormDialogProps {
  title: string;
  description: ReactNode;
  /** On the button that sends it. */
  verb: string;
  isDanger?: boolean;
  /** Why it cannot be sent. */
  reason?: string | undefined;
  form: {
    formProps: ComponentProps<"form">;
    error: AppError | undefined;
    isPending: boolean;
  };
  onClose: () => void;
  children?: ReactNode;
}

/** A question with a few fields. It stays open until what it sends has begun, and shows why it has not. */
export function FormDialog({
  title,
  description,
  verb,
  isDanger = false,
  reason,
  form: { formProps, error, isPending },
  onClose,
  children,
}: FormDialogProps) {
  return (
    <OpenDialog onClose={onClose}>
      <DialogHeader className="pr-8">
        <DialogTitle className="leading-6 break-words">{title}</DialogTitle>
        <DialogDescription className="break-words">
          {description}
        </DialogDescription>
      </DialogHeader>
      <form
        {...formProps}
        className="min-w-0 space-y-4 [&_[data-slot=native-select-wrapper]]:w-full"
      >
        {children}
        {error && <ErrorNotice error={error} />}
        {reason && (
          <p role="status" className="text-sm text-muted-foreground">
            {reason}
          </p>
        )}
        <DialogFooter>
          <Button type="button" variant="outline" onClick={onClose}>
            Cancel
          </Button>
          <SubmitButton
            isPending={isPending}
            disabled={reason !== undefined}
            variant={isDanger ? "destructive" : "default"}
          >
            {verb}
          </SubmitButton>
        </DialogFooter>
      </form>
    </OpenDialog>
  );
}
