import { useState } from "react";
import { Copyable } from "@/components/Copyable.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Label } from "@/components/ui/label.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { isTooMuchToOffer, lossesOf } from "./carried.ts";

interface ClipboardPanelProps {
  /** What the guest has copied last. */
  guestText: string;
  isUsable: boolean;
  onType: (text: string) => void;
  onOffer: (text: string) => void;
}

/** Both ways: what the guest has copied, and what it is to have. */
export default function ClipboardPanel({
  guestText,
  isUsable,
  onType,
  onOffer,
}: ClipboardPanelProps) {
  const [text, setText] = useState("");
  const isReady = isUsable && text !== "";
  return (
    <div className="space-y-2">
      {guestText !== "" && (
        <div className="space-y-1.5 border-b pb-3">
          <p className="font-medium">From the guest</p>
          <Copyable
            value={guestText}
            label="what the guest has copied"
            className="flex max-h-24 items-start justify-between overflow-y-auto rounded-md bg-muted px-2 py-1 whitespace-pre-wrap"
          />
        </div>
      )}
      <Label htmlFor="console-clipboard">For the guest</Label>
      <Textarea
        id="console-clipboard"
        rows={4}
        className="max-h-40 resize-none font-mono text-xs"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          disabled={!isReady}
          onClick={() => {
            onType(text);
          }}
        >
          Type it
        </Button>
        <Button
          size="sm"
          variant="outline"
          disabled={!isReady || isTooMuchToOffer(text)}
          onClick={() => {
            onOffer(text);
          }}
        >
          Into its clipboard
        </Button>
      </div>
      <div
        role="status"
        className="space-y-1 text-xs text-warning empty:hidden"
      >
        {lossesOf(text).map((loss) => (
          <p key={loss}>{loss}</p>
        ))}
      </div>
      <p className="text-xs text-muted-foreground">
        Typing works in every guest, with a US keyboard layout. The clipboard
        takes “Clipboard: VNC” in the VM&apos;s display options, and
        spice-vdagent inside it.
      </p>
    </div>
  );
}
