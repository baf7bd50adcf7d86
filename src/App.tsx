import { Suspense, use } from "react";
import { BrowserRouter } from "react-router-dom";
import { ErrorBoundary } from "@/components/ErrorBoundary.tsx";
import { Splash } from "@/components/Splash.tsx";
import { AppRoutes } from "@/routes.tsx";

interface AppProps {
  /** The environment is known, and whether somebody is signed in. */
  started: Promise<void>;
}

export function App({ started }: AppProps) {
  return (
    <ErrorBoundary className="mx-auto max-w-xl p-6 pt-24">
      <Suspense fallback={<Splash />}>
        <StartedApp started={started} />
      </Suspense>
    </ErrorBoundary>
  );
}

function StartedApp({ started }: AppProps) {
  use(started);
  return (
    <BrowserRouter>
      <AppRoutes />
    </BrowserRouter>
  );
}
