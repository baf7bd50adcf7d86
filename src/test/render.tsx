import type { ReactElement, ReactNode } from "react";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent, {
  PointerEventsCheckLevel,
} from "@testing-library/user-event";
import { MemoryRouter, useLocation } from "react-router-dom";
import { expect } from "vitest";
import { ToasterOnDemand } from "@/components/ToasterOnDemand.tsx";
import type { Profile } from "@/lib/profiles.ts";
import { createQueryClient } from "@/lib/queryClient.ts";
import { startSession } from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";

export const testUser = {
  id: "11111111-1111-4111-8111-111111111111",
  email: "ana@example.org",
  name: "Ana",
};

let refreshTokens = 0;

/** What Auth answers to a sign-in, and what it keeps in the browser. */
export function authSession(user = testUser, accessToken = "access-1") {
  return {
    access_token: accessToken,
    // Auth's client remembers for a while that one was refused.
    refresh_token: `refresh-${String((refreshTokens += 1))}`,
    token_type: "bearer",
    expires_in: 3600,
    expires_at: Math.floor(Date.now() / 1000) + 3600,
    user: {
      id: user.id,
      email: user.email,
      aud: "authenticated",
      app_metadata: {},
      user_metadata: { name: user.name },
      created_at: "2026-01-01T00:00:00Z",
    },
  };
}

/** That person's profile, as the database has it. */
export function sampleProfile(): Profile {
  return {
    id: testUser.id,
    email: testUser.email,
    name: testUser.name,
    time_zone: "UTC",
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  };
}

/** As after a reload of a page whose owner had signed in. */
export async function signInAs(user = testUser): Promise<void> {
  localStorage.setItem(storageKey(), JSON.stringify(authSession(user)));
  await startSession();
}

/** Draws `ui` at `path` with everything that stands around a page, and somebody to click and type. */
export function renderWithProviders(ui: ReactElement, path = "/") {
  const queryClient = createQueryClient();
  queryClient.setDefaultOptions({ queries: { retry: false, gcTime: 0 } });

  function Providers({ children }: { children: ReactNode }) {
    return (
      <QueryClientProvider client={queryClient}>
        <MemoryRouter initialEntries={[path]}>
          {children}
          <CurrentPath />
        </MemoryRouter>
        <ToasterOnDemand />
      </QueryClientProvider>
    );
  }

  return {
    // A dialog tells the pointer what it may reach in an effect, after it can be found. What lies under what is for the tests in a browser.
    user: userEvent.setup({
      pointerEventsCheck: PointerEventsCheckLevel.Never,
    }),
    queryClient,
    ...render(ui, { wrapper: Providers }),
  };
}

/** A message stands in the page for a moment before it fades in. */
export async function seeToast(text: string): Promise<void> {
  await waitFor(() => {
    expect(screen.getByText(text)).toBeVisible();
  });
}

/** For tests of navigation: `screen.getByTestId("path")`. */
function CurrentPath() {
  const { pathname, search, hash } = useLocation();
  return <span hidden data-testid="path">{`${pathname}${search}${hash}`}</span>;
}
