import { FleetOverview } from "@/features/overview/FleetOverview.tsx";
import { OverviewFrame } from "./OverviewFrame.tsx";

/** The fleet in numbers, and what somebody should look at. */
export default function Overview() {
  return (
    <OverviewFrame title="Overview">
      {(shown) => <FleetOverview {...shown} />}
    </OverviewFrame>
  );
}
