import { useState } from "react";
import { SearchIcon, SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Input } from "@/components/ui/input.tsx";
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
        <div role="search" className="relative mb-3 max-w-md">
          <SearchIcon
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
          />
          <Input
            type="search"
            aria-label="Search servers"
            placeholder="Name, host, token id"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
            }}
            className="pl-8"
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
