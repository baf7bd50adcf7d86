import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/App.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { loadEnvironment } from "@/lib/env.ts";
import { sessionState, startSession } from "@/lib/session.ts";
import { mayHaveSession } from "@/lib/supabase.ts";
import { loadPage } from "@/routes.tsx";
import "@/index.css";

const container = document.getElementById("root");
if (!container) throw new Error("index.html has no #root");
const root = createRoot(container);

start().then(
  () => {
    root.render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  },
  (error: unknown) => {
    root.render(
      <main className="mx-auto max-w-xl p-6 pt-24">
        <ErrorNotice
          error={error}
          onRetry={() => {
            window.location.reload();
          }}
        />
      </main>,
    );
  },
);

/** Until it is over, index.html shows the logo; what is drawn then is drawn whole. */
async function start(): Promise<void> {
  const { pathname } = window.location;
  // Most likely still signed in: the pages load beside the configuration, not after it.
  if (mayHaveSession()) void loadPage(pathname, true);

  await loadEnvironment();
  await startSession();
  await loadPage(pathname, sessionState().status === "signed-in");
}
