import { useNavigate } from "react-router-dom";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { AlertDialogCancel } from "@/components/ui/alert-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useChangeAdmin } from "@/hooks/useAdministration.ts";
import type { PersonRow } from "@/lib/administration.ts";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import { personLabel } from "@/lib/personLabel.ts";
import { toast } from "@/lib/toast.ts";

interface ChangeAdminDialogProps {
  person: PersonRow;
  isSelf: boolean;
  onClose: () => void;
}

/** Asks before somebody becomes an administrator, or is one no more, and says what that means. */
export default function ChangeAdminDialog({
  person,
  isSelf,
  onClose,
}: ChangeAdminDialogProps) {
  const { mutate, isPending, error } = useChangeAdmin();
  const navigate = useNavigate();
  const label = personLabel(person);
  const isGrant = !person.is_admin;

  function handleConfirm() {
    mutate(
      { userId: person.id, isAdmin: isGrant },
      {
        onSuccess: () => {
          toast.success(
            isGrant
              ? `${label} is an administrator now`
              : `${label} is no administrator any more`,
          );
          onClose();
          if (isSelf) void navigate(paths.dashboard);
        },
      },
    );
  }

  return (
    <ConfirmDialog
      title={
        isGrant
          ? `Make ${label} an administrator?`
          : isSelf
            ? "Give up being an administrator?"
            : `Take the role back from ${label}?`
      }
      description={isGrant ? grantWords : isSelf ? selfWords : revokeWords}
      onClose={onClose}
      footer={
        <>
          <AlertDialogCancel disabled={isPending}>Cancel</AlertDialogCancel>
          <Button
            variant={isGrant ? "default" : "destructive"}
            disabled={isPending}
            onClick={handleConfirm}
          >
            {isGrant ? "Make administrator" : "Take role back"}
          </Button>
        </>
      }
    >
      {!isSelf && person.email !== null && (
        <p className="rounded-md bg-muted/60 px-3 py-2 text-sm break-words">
          {displayText(person.email)}
          {isGrant && person.has_second_factor === false && (
            <span className="block text-muted-foreground">
              Has not set up a second factor.
            </span>
          )}
        </p>
      )}
      {error && <ErrorNotice error={error} />}
    </ConfirmDialog>
  );
}

const grantWords =
  "Administrators see everybody's servers and activity, switch servers off, operate and assign the guests of the operator's server, and make further administrators. They get nobody's API token, and do nothing to guests on servers of others.";
const revokeWords =
  "They keep their account, their servers and what is assigned to them, and lose sight of everybody else's.";
const selfWords =
  "You keep your account and your servers, and lose sight of everybody else's at once. Only another administrator can give it back.";
