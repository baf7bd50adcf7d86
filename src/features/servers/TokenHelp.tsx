import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Commands } from "./Commands.tsx";
import { tokenCommands, type TokenPreset } from "./tokenCommands.ts";

const presets: Record<TokenPreset, string> = {
  operate: "See and operate",
  see: "Only see",
  everything: "Migrate, clone, change too",
};

export function TokenHelp() {
  return (
    <details className="rounded-md border">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium pointer-coarse:py-3">
        How to make a token
      </summary>
      <div className="border-t px-3 py-3">
        <TokenRecipe />
      </div>
    </details>
  );
}

/** How to make a token that can do what Muster needs, and no more. */
export function TokenRecipe() {
  const [preset, setPreset] = useState<TokenPreset>("operate");

  return (
    <div className="space-y-3 text-sm">
      <p className="text-muted-foreground">
        In the shell of any node, as root. This makes a user of its own for
        Muster, with the least it needs.
      </p>
      <div
        role="group"
        aria-label="What the token may do"
        className="flex flex-wrap gap-1"
      >
        {(Object.keys(presets) as TokenPreset[]).map((name) => (
          <Button
            key={name}
            type="button"
            size="sm"
            variant={preset === name ? "secondary" : "ghost"}
            aria-pressed={preset === name}
            onClick={() => {
              setPreset(name);
            }}
          >
            {presets[name]}
          </Button>
        ))}
      </div>
      <Commands lines={tokenCommands(preset)} />
      <p className="text-muted-foreground">
        The last command shows the secret, once. The token is{" "}
        <code className="font-mono text-xs whitespace-nowrap text-foreground">
          muster@pve!muster=SECRET
        </code>
        .
      </p>
    </div>
  );
}
