import { CloudOffIcon, RotateCwIcon, WifiOffIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { Outage } from "@/lib/outage.ts";
import { cn } from "@/lib/utils.ts";

interface OutageNoticeProps {
  outage: Outage;
  serverCount: number;
  /** When anything was last read from any server. */
  readAt: number | undefined;
  isRefreshing: boolean;
  onRefresh: () => void;
}

/** Nothing can be reached: whose network that points to, how old the page is, and what Muster does about it. */
export function OutageNotice({
  outage,
  serverCount,
  readAt,
  isRefreshing,
  onRefresh,
}: OutageNoticeProps) {
  const Icon = outage === "device" ? WifiOffIcon : CloudOffIcon;
  const { title, where, next } = words(outage, serverCount);

  return (
    <section
      role="alert"
      className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-destructive/30 bg-destructive/5 p-3 dark:bg-destructive/10"
    >
      <div className="flex min-w-0 flex-[1_1_20rem] gap-2.5">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive" />
        <div className="min-w-0 space-y-0.5">
          <p className="font-medium">{title}</p>
          <p className="text-muted-foreground">
            {where} {next}{" "}
            {readAt !== undefined && (
              <>
                Everything below is shown as it was{" "}
                <RelativeTime time={readAt} />.
              </>
            )}
          </p>
        </div>
      </div>
      <Button
        size="sm"
        variant="outline"
        disabled={isRefreshing}
        onClick={onRefresh}
      >
        <RotateCwIcon
          aria-hidden
          className={cn(isRefreshing && "animate-spin")}
        />
        Try now
      </Button>
    </section>
  );
}

function words(outage: Outage, serverCount: number) {
  switch (outage) {
    case "device":
      return {
        title: "This device is offline",
        where: "It has no network; your servers may be well.",
        next: "Muster asks again the moment the network is back.",
      };
    case "muster":
      return {
        title: "Muster does not answer",
        where:
          "The way from this device to Muster fails; your servers may be well. Check your own network first: Wi-Fi, VPN, proxy.",
        next: "Muster is tried again every 10 s.",
      };
    case "servers":
      return {
        title:
          serverCount === 1
            ? "Your server cannot be reached"
            : `None of your ${serverCount} servers can be reached`,
        where:
          serverCount === 1
            ? "Your own network is not the cause: Muster answers. It is the server, or the way from Muster to it."
            : "Your own network is not the cause: Muster answers. They seldom fail all at once, so look first at what lies between Muster and them: its network, a VPN, a firewall.",
        next:
          serverCount === 1
            ? ""
            : "As soon as one of them answers, all are asked again.",
      };
  }
}
