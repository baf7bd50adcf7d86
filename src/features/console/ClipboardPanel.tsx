import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Label } from "@/components/ui/label.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";

interface ClipboardPanelProps {
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
  const [text, setText] = useState(guestText);
  const isReady = isUsable && text !== "";
  return (
    <div className="space-y-2">
      <Label htmlFor="console-clipboard">Text for the guest, or from it</Label>
      <Textarea
        id="console-clipboard"
        rows={4}
        className="resize-none font-mono text-xs"
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
          disabled={!isReady}
          onClick={() => {
            onOffer(text);
          }}
        >
          Into its clipboard
        </Button>
      </div>
      <p className="text-xs text-muted-foreground">
        Typing works in every guest, with a US keyboard layout. The clipboard
        takes an agent inside the guest.
      </p>
    </div>
  );
}
