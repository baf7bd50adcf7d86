import { lazy, useState, type ComponentType } from "react";
import { Navigate, Outlet, Route, Routes, useLocation } from "react-router-dom";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Splash } from "@/components/Splash.tsx";
import { useSession } from "@/hooks/useSession.ts";
import { MusterError } from "@/lib/errors.ts";
import { pathAfterSignIn, paths, signInPath } from "@/lib/paths.ts";
import { startSession } from "@/lib/session.ts";

interface LazyPage {
  Page: ComponentType;
  load: () => Promise<unknown>;
}

const signedInArea = lazyPage(() => import("@/SignedInArea.tsx"));
const dashboard = lazyPage(() => import("@/pages/Dashboard.tsx"));
const overview = lazyPage(() => import("@/pages/Overview.tsx"));
const nodes = lazyPage(() => import("@/pages/Nodes.tsx"));
const storages = lazyPage(() => import("@/pages/Storages.tsx"));
const proxmoxServers = lazyPage(() => import("@/pages/ProxmoxServers.tsx"));
const tasks = lazyPage(() => import("@/pages/Tasks.tsx"));
const activity = lazyPage(() => import("@/pages/Activity.tsx"));
const guest = lazyPage(() => import("@/pages/Guest.tsx"));
const profile = lazyPage(() => import("@/pages/Profile.tsx"));
const adminFrame = lazyPage(() => import("@/pages/AdminFrame.tsx"));
const adminPeople = lazyPage(() => import("@/pages/AdminPeople.tsx"));
const adminServers = lazyPage(() => import("@/pages/AdminServers.tsx"));
const adminAssignments = lazyPage(() => import("@/pages/AdminAssignments.tsx"));
const adminHealth = lazyPage(() => import("@/pages/AdminHealth.tsx"));
const vmConsole = lazyPage(() => import("@/pages/VmConsole.tsx"));
const signIn = lazyPage(() => import("@/pages/SignIn.tsx"));
const secondFactor = lazyPage(() => import("@/pages/SecondFactor.tsx"));
const signUp = lazyPage(() => import("@/pages/SignUp.tsx"));
const forgottenPassword = lazyPage(
  () => import("@/pages/ForgottenPassword.tsx"),
);
const resetPassword = lazyPage(() => import("@/pages/ResetPassword.tsx"));
const notFound = lazyPage(() => import("@/pages/NotFound.tsx"));

const signedInPages: Partial<Record<string, LazyPage>> = {
  [paths.home]: dashboard,
  [paths.dashboard]: dashboard,
  [paths.overview]: overview,
  [paths.nodes]: nodes,
  [paths.storages]: storages,
  [paths.servers]: proxmoxServers,
  [paths.tasks]: tasks,
  [paths.activity]: activity,
  [paths.profile]: profile,
};

/** Loads what the guards will show at this address. A failure shows when it is drawn. */
export async function loadPage(
  pathname: string,
  isSignedIn: boolean,
): Promise<void> {
  const page = signedInPages[pathname];
  const needed = !page ? [] : isSignedIn ? [signedInArea, page] : [signIn];
  await Promise.allSettled(needed.map(({ load }) => load()));
}

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<SignedOutOnly />}>
        <Route path={paths.signIn} element={<signIn.Page />} />
        <Route path={paths.signUp} element={<signUp.Page />} />
        <Route
          path={paths.forgottenPassword}
          element={<forgottenPassword.Page />}
        />
      </Route>
      {/* The link of the mail signs its reader in. */}
      <Route path={paths.resetPassword} element={<resetPassword.Page />} />
      <Route element={<SignedInOnly />}>
        <Route element={<signedInArea.Page />}>
          <Route
            path={paths.home}
            element={<Navigate replace to={paths.dashboard} />}
          />
          <Route path={paths.dashboard} element={<dashboard.Page />} />
          <Route path={paths.overview} element={<overview.Page />} />
          <Route path={paths.nodes} element={<nodes.Page />} />
          <Route path={paths.storages} element={<storages.Page />} />
          <Route path={paths.servers} element={<proxmoxServers.Page />} />
          <Route path={paths.tasks} element={<tasks.Page />} />
          <Route path={paths.activity} element={<activity.Page />} />
          <Route path={paths.guest} element={<guest.Page />} />
          <Route path={paths.profile} element={<profile.Page />} />
          <Route
            path={paths.admin}
            element={<Navigate replace to={paths.adminPeople} />}
          />
          <Route element={<adminFrame.Page />}>
            <Route path={paths.adminPeople} element={<adminPeople.Page />} />
            <Route path={paths.adminServers} element={<adminServers.Page />} />
            <Route
              path={paths.adminAssignments}
              element={<adminAssignments.Page />}
            />
            <Route path={paths.adminHealth} element={<adminHealth.Page />} />
          </Route>
        </Route>
        {/* In a window of its own, without the navigation around it. */}
        <Route path={paths.console} element={<vmConsole.Page />} />
      </Route>
      <Route path="*" element={<notFound.Page />} />
    </Routes>
  );
}

function SignedInOnly() {
  const session = useSession();
  const location = useLocation();

  if (session.status === "pending") return <Splash />;
  if (session.status === "unreachable") {
    return (
      <main className="mx-auto max-w-xl p-6 pt-24">
        <ErrorNotice
          error={session.error}
          onRetry={() => void startSession()}
        />
      </main>
    );
  }
  if (session.status === "signed-out") {
    // Who signs out is done here; who was stopped wants to come back.
    const to = session.isByChoice ? paths.signIn : signInPath(location);
    return <Navigate replace to={to} />;
  }
  // Here, not at an address of its own: who has given the code is where they wanted to go.
  if (session.status === "code-needed") return <secondFactor.Page />;
  return <Outlet />;
}

function SignedOutOnly() {
  const session = useSession();
  const { search } = useLocation();

  if (session.status === "pending") return <Splash />;
  if (session.status === "signed-in" || session.status === "code-needed") {
    return <Navigate replace to={pathAfterSignIn(search)} />;
  }
  return <Outlet />;
}

function lazyPage(load: () => Promise<{ default: ComponentType }>): LazyPage {
  let Loaded: ComponentType | undefined;

  async function loadOnce() {
    try {
      const module = await load();
      Loaded = module.default;
      return module;
    } catch (cause) {
      throw new MusterError(
        "unreachable",
        "This page could not be loaded. Check your network connection; after an update of Muster, reload",
        { cause },
      );
    }
  }
  const Lazy = lazy(loadOnce);

  function Page() {
    // What is there is drawn at once: React holds back for 300 ms whatever follows a fallback, however short that was.
    const [Component] = useState(() => Loaded ?? Lazy);
    return <Component />;
  }
  return { Page, load: loadOnce };
}
