import { useEffect, useState } from "react";
import { LoaderCircleIcon, PlayIcon, PowerOffIcon } from "lucide-react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useStartGuest } from "@/hooks/useStartGuest.ts";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";

interface GuestStoppedProps {
  address: ConsoleAddress;
  name: string;
  onOpen: () => void;
}

/** There is no console to show: what there is to do is to start the guest. */
export default function GuestStopped({
  address,
  name,
  onOpen,
}: GuestStoppedProps) {
  const { start, isStarting, error } = useStartGuest(address, onOpen);
  return (
    <div role="alert">
      <PowerOffIcon
        aria-hidden
        className="mx-auto size-6 text-muted-foreground"
      />
      <h2 className="mt-2 font-medium">{name} is not running</h2>
      <p className="mt-1 text-muted-foreground">
        Its console opens when it has started.
      </p>
      <div className="mt-4 flex justify-center gap-2">
        <Button disabled={isStarting} onClick={() => void start()}>
          {isStarting ? (
            <LoaderCircleIcon aria-hidden className="animate-spin" />
          ) : (
            <PlayIcon aria-hidden />
          )}
          {isStarting ? "Starting" : "Start"}
        </Button>
        <Button variant="outline" disabled={isStarting} onClick={onOpen}>
          Look again
        </Button>
      </div>
      {isStarting && <Patience />}
      {error && <ErrorNotice error={error} className="mt-4 text-left" />}
    </div>
  );
}

const patienceMs = 8_000;

/** Some guests wait for a lock or a storage. */
function Patience() {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setIsLong(true);
    }, patienceMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    isLong && (
      <p role="status" className="mt-3 text-muted-foreground">
        Proxmox VE is still working on it.
      </p>
    )
  );
}
