import { useState } from "react";
import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { type Server } from "@/lib/types.ts";
import { ServerCard } from "./ServerCard.tsx";
import { matchServers } from "./matchServers.ts";

/** With fewer, a search field is only in the way. */
const worthSearching = 4;

interface ServerListProps {
  servers: readonly Server[];
  onEdit: (server: Server) => void;
  onRemove: (server: Server) => void;
  onCheckCertificate: (server: Server) => void;
}

export function ServerList({ servers, ...actions }: ServerListProps) {
  const [text, setText] = useState("");
  const shown = matchServers(servers, text);

  return (
    <>
      {(servers.length >= worthSearching || text) && (
        <div role="search" className="mb-3 max-w-md">
          <SearchInput
            label="Search servers"
            placeholder="Name, host, token id"
            value={text}
            onChange={setText}
          />
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState icon={SearchXIcon} title="No server matches">
          Nothing is called “{text}”.
        </EmptyState>
      ) : (
        <ul aria-label="Servers" className="space-y-2">
          {shown.map((server) => (
            <ServerCard key={server.id} server={server} {...actions} />
          ))}
        </ul>
      )}
    </>
  );
}
