import { StorageList } from "@/features/infrastructure/StorageList.tsx";
import { OverviewFrame } from "./OverviewFrame.tsx";

/** The storages of all servers. */
export default function Storages() {
  return (
    <OverviewFrame title="Storages">
      {({ fleet, past }) => <StorageList fleet={fleet} past={past} />}
    </OverviewFrame>
  );
}
