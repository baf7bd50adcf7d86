import { lazy, Suspense, type ReactNode } from "react";
import {
  LoaderCircleIcon,
  LogInIcon,
  RotateCwIcon,
  UnplugIcon,
} from "lucide-react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { paths } from "@/lib/paths.ts";
import type { ErrorCode } from "@/lib/types.ts";
import type { ConsoleOver, ConsoleState } from "@/lib/vmConsole.ts";

const GuestStopped = lazy(() => import("./GuestStopped.tsx"));

interface ConsoleNoticeProps {
  state: ConsoleState;
  address: ConsoleAddress;
  name: string;
  onOpen: () => void;
  /** Offered where a terminal cannot be had. */
  onOpenScreen: (() => void) | undefined;
}

/** What lies over the picture while there is none to touch: a small note as long as it comes back by itself. */
export function ConsoleNotice({
  state,
  address,
  name,
  onOpen,
  onOpenScreen,
}: ConsoleNoticeProps) {
  switch (state.status) {
    case "open":
      return null;
    case "connecting":
      return <Centre isQuiet>{<Working>Opening the console</Working>}</Centre>;
    case "reconnecting":
      return (
        <div
          role="status"
          className="absolute inset-x-0 top-3 z-10 mx-auto w-fit rounded-full border bg-popover/95 px-3.5 py-1.5 text-sm shadow-md"
        >
          <Working>
            {state.isSlow
              ? "Connection lost. Trying to get it back"
              : "Reconnecting"}
          </Working>
        </div>
      );
    case "over":
      return (
        <Centre>
          {state.reason === "guestStopped" ? (
            <Suspense>
              <GuestStopped address={address} name={name} onOpen={onOpen} />
            </Suspense>
          ) : state.error ? (
            <>
              <ErrorNotice
                error={state.error}
                onRetry={onOpen}
                className="border-0 bg-transparent p-0 text-left dark:bg-transparent"
              />
              <WayOn code={state.error.code} onOpenScreen={onOpenScreen} />
            </>
          ) : (
            <Over reason={state.reason} onOpen={onOpen} />
          )}
        </Centre>
      );
  }
}

interface WayOnProps {
  code: ErrorCode;
  onOpenScreen: (() => void) | undefined;
}

/** What helps where another try does not. */
function WayOn({ code, onOpenScreen }: WayOnProps) {
  if (code === "not_found")
    return (
      <Button asChild size="sm" className="mt-4">
        <a href={paths.dashboard}>Go to the dashboard</a>
      </Button>
    );
  return (
    code === "no_terminal" &&
    onOpenScreen && (
      <Button size="sm" className="mt-4" onClick={onOpenScreen}>
        Open the screen
      </Button>
    )
  );
}

function Centre({
  children,
  isQuiet = false,
}: {
  children: ReactNode;
  isQuiet?: boolean;
}) {
  return (
    <div
      role={isQuiet ? "status" : undefined}
      className="absolute inset-0 z-10 flex items-center justify-center overflow-y-auto bg-black/50 p-4"
    >
      <div className="w-full max-w-md rounded-xl border bg-popover p-5 text-center text-sm shadow-lg">
        {children}
      </div>
    </div>
  );
}

function Working({ children }: { children: string }) {
  return (
    <span className="flex items-center justify-center gap-2">
      <LoaderCircleIcon aria-hidden className="size-4 animate-spin" />
      {children} …
    </span>
  );
}

/** The one thing there is to do. */
function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}

type WordedOver = Exclude<ConsoleOver, "guestStopped">;

const words: Record<WordedOver, { title: string; advice: string }> = {
  lost: {
    title: "The connection is lost",
    advice:
      "Five tries did not bring it back. It is tried again when your network returns.",
  },
  ended: {
    title: "The session has ended",
    advice: "What you had open in the guest keeps running.",
  },
  idle: {
    title: "Closed after 30 minutes without a touch",
    advice: "The guest itself runs on.",
  },
  tooOld: {
    title: "Closed after 8 hours",
    advice: "The guest itself runs on.",
  },
  accessEnded: {
    title: "You may no longer use this console",
    advice:
      "You have signed out, or the server or your right to the guest was taken away.",
  },
  signedOut: {
    title: "You are signed out",
    advice: "Consoles close when you sign out.",
  },
  misused: {
    title: "Too much at once",
    advice: "More was sent than a console takes. Paste in smaller pieces.",
  },
  failed: { title: "The console could not be opened", advice: "Try again." },
};

function Over({ reason, onOpen }: { reason: WordedOver; onOpen: () => void }) {
  const { title, advice } = words[reason];
  return (
    <div role="alert">
      <UnplugIcon
        aria-hidden
        className="mx-auto size-6 text-muted-foreground"
      />
      <h2 className="mt-2 font-medium">{title}</h2>
      <p className="mt-1 text-muted-foreground">{advice}</p>
      {reason === "signedOut" ? (
        <Button asChild className="mt-4">
          <a href={paths.signIn}>
            <LogInIcon aria-hidden /> Sign in
          </a>
        </Button>
      ) : (
        <Button className="mt-4" ref={focus} onClick={onOpen}>
          <RotateCwIcon aria-hidden /> Open again
        </Button>
      )}
    </div>
  );
}
