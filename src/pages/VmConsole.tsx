import { lazy, Suspense, useEffect } from "react";
import { useLocation, useNavigate, useParams } from "react-router-dom";
import { ErrorBoundary } from "@/components/ErrorBoundary.tsx";
import { Splash } from "@/components/Splash.tsx";
import { ToasterOnDemand } from "@/components/ToasterOnDemand.tsx";
import type { ConsoleProps } from "@/features/console/consoleProps.ts";
import { useVmConsole } from "@/hooks/useVmConsole.ts";
import {
  consolePath,
  readConsoleAddress,
  type ConsoleAddress,
} from "@/lib/consoleAddress.ts";
import { vmName } from "@/lib/vmName.ts";

const NotFound = lazy(() => import("@/pages/NotFound.tsx"));
const VncConsole = lazy(() => import("@/features/console/VncConsole.tsx"));
const TerminalConsole = lazy(
  () => import("@/features/console/TerminalConsole.tsx"),
);

/** One guest's console, in a window of its own. */
export default function VmConsole() {
  const { search } = useLocation();
  const address = readConsoleAddress(useParams(), search);
  if (!address) return <NotFound />;
  return (
    <ErrorBoundary className="mx-auto max-w-xl p-6 pt-24">
      {/* Another kind is another connection. */}
      <OneConsole key={consolePath(address, address.kind)} address={address} />
      <ToasterOnDemand />
    </ErrorBoundary>
  );
}

function OneConsole({ address }: { address: ConsoleAddress }) {
  const used = useVmConsole(address);
  const navigate = useNavigate();
  const { guest } = used;
  const name = vmName({ ...address, ...(guest.name && { name: guest.name }) });
  // A VM with a serial port has both; one that has none offers its screen where a terminal was asked for. A container's screen is a terminal too.
  const hasChoice =
    address.type === "qemu"
      ? guest.hasSerial === true || address.kind === "terminal"
      : used.state.status === "over" || address.kind === "vnc";

  useEffect(() => {
    document.title = `${name} · Console · Muster`;
  }, [name]);

  const props: ConsoleProps = {
    address,
    name,
    used,
    onKind: hasChoice
      ? (kind) => {
          void navigate(consolePath(address, kind), { replace: true });
        }
      : undefined,
  };
  return (
    <Suspense fallback={<Splash />}>
      {address.kind === "vnc" ? (
        <VncConsole {...props} />
      ) : (
        <TerminalConsole {...props} />
      )}
    </Suspense>
  );
}
