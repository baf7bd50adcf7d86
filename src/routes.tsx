import { lazy, type ComponentType } from "react";
import {
  Navigate,
  Outlet,
  Route,
  Routes,
  matchPath,
  useLocation,
} from "react-router-dom";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Splash } from "@/components/Splash.tsx";
import { useSession } from "@/hooks/useSession.ts";
import { pathAfterSignIn, paths, signInPath } from "@/lib/paths.ts";
import { startSession } from "@/lib/session.ts";
import { AppError } from "@/lib/types.ts";

type Load = () => Promise<{ default: ComponentType }>;

const loadSignedInArea: Load = () => import("@/SignedInArea.tsx");
const loadDashboard: Load = () => import("@/pages/Dashboard.tsx");
const loadProxmoxServers: Load = () => import("@/pages/ProxmoxServers.tsx");
const loadProfile: Load = () => import("@/pages/Profile.tsx");

const SignedInArea = lazyPage(loadSignedInArea);
const Dashboard = lazyPage(loadDashboard);
const ProxmoxServers = lazyPage(loadProxmoxServers);
const Profile = lazyPage(loadProfile);
const SignIn = lazyPage(() => import("@/pages/SignIn.tsx"));
const SignUp = lazyPage(() => import("@/pages/SignUp.tsx"));
const ForgottenPassword = lazyPage(
  () => import("@/pages/ForgottenPassword.tsx"),
);
const ResetPassword = lazyPage(() => import("@/pages/ResetPassword.tsx"));
const NotFound = lazyPage(() => import("@/pages/NotFound.tsx"));

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<SignedOutOnly />}>
        <Route path={paths.signIn} element={<SignIn />} />
        <Route path={paths.signUp} element={<SignUp />} />
        <Route path={paths.forgottenPassword} element={<ForgottenPassword />} />
      </Route>
      {/* The link of the mail signs its reader in. */}
      <Route path={paths.resetPassword} element={<ResetPassword />} />
      <Route element={<SignedInOnly />}>
        <Route element={<SignedInArea />}>
          <Route
            path={paths.home}
            element={<Navigate replace to={paths.dashboard} />}
          />
          <Route path={paths.dashboard} element={<Dashboard />} />
          <Route path={paths.servers} element={<ProxmoxServers />} />
          <Route path={paths.profile} element={<Profile />} />
        </Route>
      </Route>
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}

/** Starts loading what the guard will let a signed-in person see at this address. */
export function preload(pathname: string): void {
  const pages: [string, Load][] = [
    [paths.home, loadDashboard],
    [paths.dashboard, loadDashboard],
    [paths.servers, loadProxmoxServers],
    [paths.profile, loadProfile],
  ];
  const page = pages.find(([path]) => matchPath(path, pathname));
  for (const load of page ? [loadSignedInArea, page[1]] : []) {
    // A failure shows when the page itself is drawn.
    load().catch(() => undefined);
  }
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
  return <Outlet />;
}

function SignedOutOnly() {
  const session = useSession();
  const { search } = useLocation();

  if (session.status === "pending") return <Splash />;
  if (session.status === "signed-in") {
    return <Navigate replace to={pathAfterSignIn(search)} />;
  }
  return <Outlet />;
}

function lazyPage(load: Load) {
  return lazy(() =>
    load().catch((cause: unknown) => {
      throw new AppError(
        "unreachable",
        "This page could not be loaded. Check your network connection; after an update of Muster, reload",
        { cause },
      );
    }),
  );
}
