import { Suspense } from "react";
import { BrowserRouter } from "react-router-dom";
import { ErrorBoundary } from "@/components/ErrorBoundary.tsx";
import { Splash } from "@/components/Splash.tsx";
import { AppRoutes } from "@/routes.tsx";

export function App() {
  return (
    <ErrorBoundary className="mx-auto max-w-xl p-6 pt-24">
      <Suspense fallback={<Splash />}>
        <BrowserRouter>
          <AppRoutes />
        </BrowserRouter>
      </Suspense>
    </ErrorBoundary>
  );
}
