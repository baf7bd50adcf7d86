import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import type { ConnectionTest } from "@/lib/types.ts";
import { Commands } from "./Commands.tsx";
import { forOperating, mendCommands } from "./tokenCommands.ts";
import { seesNothing, type Need } from "./tokenReview.ts";

interface MendTokenProps {
  test: ConnectionTest;
  tokenId: string;
  missing: readonly Need[];
}

/** The commands that give a token what it lacks: all of it, or what daily work takes. */
export function MendToken({ test, tokenId, missing }: MendTokenProps) {
  const { permissions, token } = test;
  const [isAllWanted, setIsAllWanted] = useState(false);
  const operating = forOperating(missing);
  const isChoice = operating.length > 0 && operating.length < missing.length;
  const given = isChoice && !isAllWanted ? operating : missing;

  return (
    <details className="mt-3 rounded-md border" open={seesNothing(permissions)}>
      <summary className="cursor-pointer px-3 py-2 font-medium pointer-coarse:py-3">
        How to give it what is missing
      </summary>
      <div className="space-y-2 border-t px-3 py-3">
        <p className="text-muted-foreground">
          In the shell of any node, as root. Then test again.
        </p>
        {isChoice && (
          <div
            role="group"
            aria-label="What to give"
            className="flex flex-wrap gap-1"
          >
            {[false, true].map((isAll) => (
              <Button
                key={String(isAll)}
                type="button"
                size="sm"
                variant={isAllWanted === isAll ? "secondary" : "ghost"}
                aria-pressed={isAllWanted === isAll}
                onClick={() => {
                  setIsAllWanted(isAll);
                }}
              >
                {isAll ? "All of it" : "To see and operate"}
              </Button>
            ))}
          </div>
        )}
        <Commands
          lines={mendCommands(permissions, given, {
            tokenId,
            isSeparated: token?.isSeparated ?? null,
          })}
        />
      </div>
    </details>
  );
}
