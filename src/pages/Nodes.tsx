import { NodeList } from "@/features/infrastructure/NodeList.tsx";
import { OverviewFrame } from "./OverviewFrame.tsx";

/** The machines of all servers. */
export default function Nodes() {
  return (
    <OverviewFrame title="Nodes">
      {({ fleet, past }) => <NodeList fleet={fleet} past={past} />}
    </OverviewFrame>
  );
}
