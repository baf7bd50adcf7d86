import { useParams } from "react-router-dom";
import { GuestPage } from "@/features/guest/GuestPage.tsx";
import { ServerProblems } from "@/features/vms/ServerProblems.tsx";
import { readGuestAddress } from "@/lib/guestAddress.ts";
import NotFound from "@/pages/NotFound.tsx";

/** One guest: how it does, what it is made of, and what can be done with it. */
export default function Guest() {
  const guest = readGuestAddress(useParams());
  if (!guest) return <NotFound />;
  return (
    <GuestPage
      guest={guest}
      drawProblem={(server) => <ServerProblems servers={[server]} />}
    />
  );
}
