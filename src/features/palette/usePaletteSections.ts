import { useMemo } from "react";
import { useIsAdmin } from "@/hooks/useAdminStanding.ts";
import { useSavedViews } from "@/hooks/useSavedViews.ts";
import type { Fleet } from "@/lib/fleet.ts";
import type { VmAction } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import type { Choice, Section } from "./choice.ts";
import { choiceWords } from "./choiceWords.ts";
import { findChoices, serverChoices } from "./findChoices.ts";
import { guestActions, guestChoices } from "./guestChoices.ts";
import { matchText, meanFit, wordsOf } from "./matchText.ts";
import { adminPages, pages, viewChoices } from "./standingChoices.ts";
import type { Subject } from "./subject.ts";

interface Shown {
  fleet: Fleet;
  recent: readonly string[];
  pendingActions: ReadonlyMap<string, VmAction>;
  text: string;
  subject: Subject | undefined;
}

export function usePaletteSections({
  fleet,
  recent,
  pendingActions,
  text,
  subject,
}: Shown): readonly Section[] {
  const { servers, vms } = fleet;
  const isAdmin = useIsAdmin();
  const { data: savedViews } = useSavedViews();
  const views = useMemo(() => viewChoices(savedViews ?? []), [savedViews]);
  return useMemo(
    () =>
      subject
        ? ofSubject(subject, text, pendingActions)
        : findChoices(text, {
            servers,
            vms,
            pages: isAdmin ? [...pages, ...adminPages] : pages,
            views,
            recent,
            actionsOf: (vm) => guestActions(vm, pendingActions.get(vmKey(vm))),
          }),
    [servers, vms, isAdmin, views, recent, pendingActions, text, subject],
  );
}

function ofSubject(
  subject: Subject,
  text: string,
  pendingActions: ReadonlyMap<string, VmAction>,
): Section[] {
  const all =
    subject.kind === "guest"
      ? guestChoices(subject.vm, pendingActions.get(vmKey(subject.vm)))
      : serverChoices(subject.server);
  const choices = all.filter((choice) => isMeant(choice, text));
  return choices.length > 0 ? [{ title: "Actions", choices }] : [];
}

function isMeant(choice: Choice, text: string): boolean {
  const words = wordsOf(text);
  const label = choiceWords(choice, true).label.toLowerCase();
  return (
    words.length === 0 || meanFit(words, (word) => matchText(label, word)) > 0
  );
}
