import { useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";
import { OpenDialog } from "@/components/OpenDialog.tsx";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog.tsx";
import { useReturnFocus } from "@/hooks/useReturnFocus.ts";
import { useChooseTheme } from "@/hooks/useTheme.ts";
import { useRefreshFleet, useVms } from "@/hooks/useVms.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { openConsoleWindow } from "@/lib/consoleAddress.ts";
import { toAppError } from "@/lib/errors.ts";
import { emptyFleet } from "@/lib/fleet.ts";
import { guestListPath } from "@/lib/listPaths.ts";
import { guestPath } from "@/lib/paths.ts";
import { signOut } from "@/lib/session.ts";
import { toast } from "@/lib/toast.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { recentKey, type Choice } from "./choice.ts";
import { PaletteSearch } from "./PaletteSearch.tsx";
import { readRecent, remember } from "./recentChoices.ts";
import { findSubject, type SubjectKey } from "./subject.ts";

interface PaletteDialogProps {
  pendingActions: ReadonlyMap<string, VmAction>;
  onAction: (vm: Vm, action: VmAction) => void;
  onClose: () => void;
}

/** What happens with a choice. The guests are the dashboard's, by the same request. */
export function PaletteDialog({
  pendingActions,
  onAction,
  onClose,
}: PaletteDialogProps) {
  const { data: fleet = emptyFleet, error } = useVms();
  const { id: userId } = useSessionUser();
  const navigate = useNavigate();
  const chooseTheme = useChooseTheme();
  const { mutate: refresh } = useRefreshFleet();
  const hasNavigated = useRef(false);
  const returnFocus = useReturnFocus();
  const [text, setText] = useState("");
  const [recent] = useState(() => readRecent(userId));
  const [subjectKey, setSubjectKey] = useState<SubjectKey>();
  const subject = useMemo(
    () => subjectKey && findSubject(subjectKey, fleet),
    [subjectKey, fleet],
  );

  function goTo(path: string, state?: object) {
    hasNavigated.current = true;
    void navigate(path, { state });
  }

  function handleSignOut() {
    signOut("local").catch((failure: unknown) => {
      toast.error(toAppError(failure).message);
    });
  }

  function handleChoose(choice: Choice) {
    remember(userId, recentKey(choice));
    onClose();
    switch (choice.kind) {
      case "guest":
        goTo(guestPath(choice.vm));
        break;
      case "server":
        goTo(guestListPath({ server: choice.server.key }));
        break;
      case "link":
        goTo(choice.path, choice.state);
        break;
      case "console":
        openConsoleWindow(choice.vm);
        break;
      case "power":
        onAction(choice.vm, choice.action);
        break;
      case "theme":
        chooseTheme(choice.theme);
        break;
      case "command":
        if (choice.command === "refresh") refresh();
        else handleSignOut();
        break;
    }
  }

  return (
    <OpenDialog
      onClose={onClose}
      showCloseButton={false}
      className="top-2 flex max-h-[min(36rem,calc(100dvh-1rem))] max-w-[calc(100%-1rem)] translate-y-0 flex-col gap-0 overflow-hidden p-0 sm:top-[12dvh] sm:max-h-[min(32rem,76dvh)] sm:max-w-xl"
      onEscapeKeyDown={(event) => {
        if (!subject) return;
        event.preventDefault();
        setSubjectKey(undefined);
        setText("");
      }}
      onCloseAutoFocus={(event) => {
        // A new page takes the focus itself.
        if (!hasNavigated.current) returnFocus(event);
      }}
    >
      <DialogTitle className="sr-only">Find</DialogTitle>
      <DialogDescription className="sr-only">
        Guests, servers, pages and commands
      </DialogDescription>
      <PaletteSearch
        fleet={fleet}
        error={error}
        recent={recent}
        pendingActions={pendingActions}
        text={text}
        subject={subject}
        onTextChange={setText}
        onSubjectChange={setSubjectKey}
        onChoose={handleChoose}
        onClose={onClose}
      />
    </OpenDialog>
  );
}
