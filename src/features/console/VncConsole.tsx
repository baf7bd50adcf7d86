import { useCallback, useRef, useState } from "react";
import {
  ClipboardIcon,
  EyeIcon,
  KeyboardIcon,
  SlidersHorizontalIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Label } from "@/components/ui/label.tsx";
import { NativeSelect } from "@/components/ui/native-select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { cn } from "@/lib/utils.ts";
import { ConsoleFrame } from "./ConsoleFrame.tsx";
import { ConsoleNotice } from "./ConsoleNotice.tsx";
import type { ConsoleProps } from "./consoleProps.ts";
import { qualities, useConsoleSettings } from "./consoleSettings.ts";
import { FullScreenButton } from "./FullScreenButton.tsx";
import { KeyBar, type BarModifier } from "./KeyBar.tsx";
import { ToolPanel } from "./ToolPanel.tsx";
import { keyCombinations, keys } from "./vncKeys.ts";
import VncScreen, { type VncHandle } from "./VncScreen.tsx";

const qualityLabels = {
  low: "Low (slow connection)",
  medium: "Medium",
  high: "High",
} as const;

/** The screen of a guest with its tools. */
export default function VncConsole({
  address,
  name,
  used: { state, guest, open },
  onKind,
}: ConsoleProps) {
  const screenRef = useRef<VncHandle>(null);
  const [settings, change] = useConsoleSettings();
  const [isViewOnly, setIsViewOnly] = useState(false);
  const [guestText, setGuestText] = useState("");
  const [held, setHeld] = useState<ReadonlySet<BarModifier>>(new Set());
  const handleClipboard = useCallback((text: string) => {
    setGuestText(text);
  }, []);
  const isUsable = state.status === "open" && !isViewOnly;

  function handleHold(modifier: BarModifier, isDown: boolean) {
    screenRef.current?.hold(keys[modifier], isDown);
    const next = new Set(held);
    if (isDown) next.add(modifier);
    else next.delete(modifier);
    setHeld(next);
  }

  return (
    <ConsoleFrame
      address={address}
      name={name}
      guest={guest}
      state={state}
      onKind={onKind}
      tools={
        <>
          <Button
            size="sm"
            variant="ghost"
            disabled={!isUsable}
            className="max-md:hidden"
            onClick={() =>
              screenRef.current?.press(keyCombinations[0]?.keys ?? [])
            }
          >
            Ctrl+Alt+Del
          </Button>
          <ToolPanel label="Keys" icon={KeyboardIcon}>
            {(close) => (
              <div className="grid grid-cols-2 gap-1">
                {keyCombinations.map((combination) => (
                  <Button
                    key={combination.label}
                    size="sm"
                    variant="ghost"
                    disabled={!isUsable}
                    className="justify-start px-2"
                    onClick={() => {
                      screenRef.current?.press(combination.keys);
                      screenRef.current?.focus();
                      close();
                    }}
                  >
                    {combination.label}
                  </Button>
                ))}
              </div>
            )}
          </ToolPanel>
          <ToolPanel label="Clipboard" icon={ClipboardIcon}>
            {(close) => (
              <ClipboardPanel
                guestText={guestText}
                isUsable={isUsable}
                onType={(text) => {
                  screenRef.current?.typeText(text);
                  screenRef.current?.focus();
                  close();
                }}
                onOffer={(text) => {
                  screenRef.current?.offerClipboard(text);
                  screenRef.current?.focus();
                  close();
                }}
              />
            )}
          </ToolPanel>
          <ToolPanel label="Picture" icon={SlidersHorizontalIcon}>
            {() => (
              <div className="space-y-3">
                <SwitchRow
                  label="Fit into the window"
                  isOn={settings.isScaled}
                  onChange={(isScaled) => {
                    change({ isScaled });
                  }}
                />
                <SwitchRow
                  label="View only"
                  isOn={isViewOnly}
                  onChange={setIsViewOnly}
                />
                <div className="flex items-center justify-between gap-3">
                  <Label htmlFor="console-quality">Quality</Label>
                  <NativeSelect
                    id="console-quality"
                    className="w-44"
                    value={settings.quality}
                    onChange={({ target }) => {
                      const quality = qualities.find(
                        (one) => one === target.value,
                      );
                      if (quality) change({ quality });
                    }}
                  >
                    {qualities.map((quality) => (
                      <option key={quality} value={quality}>
                        {qualityLabels[quality]}
                      </option>
                    ))}
                  </NativeSelect>
                </div>
              </div>
            )}
          </ToolPanel>
          <FullScreenButton />
        </>
      }
    >
      <main className="relative min-h-0 flex-1 overflow-hidden bg-black">
        <VncScreen
          ref={screenRef}
          state={state}
          isViewOnly={isViewOnly}
          isScaled={settings.isScaled}
          quality={settings.quality}
          onClipboard={handleClipboard}
        />
        {isViewOnly && state.status === "open" && <ViewOnlyMark />}
        <ConsoleNotice
          state={state}
          address={address}
          name={name}
          onOpen={open}
          onOpenScreen={undefined}
        />
      </main>
      <KeyBar
        held={held}
        onHold={handleHold}
        onKey={(key) => screenRef.current?.press([keys[key]])}
        onType={(text) => screenRef.current?.typeText(text)}
        onEnter={() => screenRef.current?.press([keys.enter])}
        onBackspace={() => screenRef.current?.press([keys.backspace])}
      />
    </ConsoleFrame>
  );
}

function ViewOnlyMark() {
  return (
    <p className="pointer-events-none absolute right-3 bottom-3 flex items-center gap-1.5 rounded-full border bg-popover/90 px-2.5 py-1 text-xs">
      <EyeIcon aria-hidden className="size-3.5" /> View only
    </p>
  );
}

interface SwitchRowProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function SwitchRow({ label, isOn, onChange }: SwitchRowProps) {
  return (
    <Label className="flex items-center justify-between gap-3">
      {label}
      <Switch checked={isOn} onCheckedChange={onChange} />
    </Label>
  );
}

interface ClipboardPanelProps {
  guestText: string;
  isUsable: boolean;
  onType: (text: string) => void;
  onOffer: (text: string) => void;
}

function ClipboardPanel({
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
        className={cn("resize-none font-mono text-xs")}
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
