import { AllServersList } from "@/features/admin/AllServersList.tsx";

/** The servers of all people. */
export default function AdminServers() {
  return <AllServersList />;
}
