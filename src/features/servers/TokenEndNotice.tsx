import { useNow } from "@/hooks/useNow.ts";
import { Notice } from "@/components/Notice.tsx";
import { Commands } from "./Commands.tsx";
import { extendCommand } from "./tokenCommands.ts";
import { nearTokenEnd } from "./tokenEnd.ts";

interface TokenEndNoticeProps {
  expiresAt: string | null;
  tokenId: string;
}

/** Says that a token ends soon, and how it lives on; nothing where it does not. */
export function TokenEndNotice({ expiresAt, tokenId }: TokenEndNoticeProps) {
  const end = nearTokenEnd(expiresAt, useNow(60_000));
  if (!end) return null;

  return (
    <Notice tone="warning">
      <p>
        {end.isPast
          ? `The API token has ended ${end.label}.`
          : `The API token ends ${end.label}: then this server is not reached any more.`}{" "}
        To let it live for another year, in the shell of any node:
      </p>
      <Commands lines={extendCommand(tokenId)} />
    </Notice>
  );
}
