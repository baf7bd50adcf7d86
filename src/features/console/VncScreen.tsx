import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type Ref,
} from "react";
import RFB from "@novnc/novnc";
import type { ConsoleState } from "@/lib/vmConsole.ts";
import type { Quality, Size } from "./consoleSettings.ts";
import { isTouched } from "./isTouched.ts";
import { isFocusFree } from "./keepFocus.ts";
import { Typist } from "./typist.ts";
import { keysOf, type VncKey } from "./vncKeys.ts";

/** What the tools around a screen can do with it. */
export interface VncHandle {
  focus: () => void;
  /** Holds the keys down in this order, and lets them go in the other. */
  press: (keys: readonly VncKey[]) => void;
  hold: (key: VncKey, isDown: boolean) => void;
  /** Key by key, as fast as a guest follows. */
  typeText: (text: string) => void;
  stopTyping: () => void;
  /** Into the guest's clipboard, where it has an agent for that. */
  offerClipboard: (text: string) => void;
}

interface VncScreenProps {
  state: ConsoleState;
  isViewOnly: boolean;
  size: Size;
  /** Whether a finger or the mouse moves the picture, where it is larger than the window. */
  isDragged: boolean;
  quality: Quality;
  onClipboard: (text: string) => void;
  /** How many characters of a text are still to be typed. */
  onTyping: (left: number) => void;
  ref: Ref<VncHandle>;
}

/** noVNC's levels, 0 to 9. */
const levels: Record<Quality, { quality: number; compression: number }> = {
  low: { quality: 1, compression: 9 },
  medium: { quality: 6, compression: 4 },
  high: { quality: 9, compression: 1 },
};

/** A guest's screen. While the connection is away its last picture stays. */
export default function VncScreen({
  state,
  isViewOnly,
  size,
  isDragged,
  quality,
  onClipboard,
  onTyping,
  ref,
}: VncScreenProps) {
  const targetRef = useRef<HTMLDivElement>(null);
  const rfbRef = useRef<RFB>(null);
  const typistRef = useRef<Typist>(null);
  const [lastPicture, setLastPicture] = useState<string>();
  const isOpen = state.status === "open";
  const channel = isOpen ? state.channel : undefined;
  const password = isOpen ? state.password : undefined;

  useEffect(() => {
    const target = targetRef.current;
    if (!target || !channel) return;
    const rfb = new RFB(target, channel, {
      credentials: { password: password ?? "" },
    });
    rfb.background = "transparent";
    rfb.addEventListener("connect", () => {
      setLastPicture(undefined);
      if (isFocusFree()) rfb.focus();
    });
    let isConnected = true;
    rfb.addEventListener("disconnect", () => {
      isConnected = false;
      setLastPicture(rfb.toDataURL());
    });
    rfb.addEventListener("clipboard", ({ detail }) => {
      onClipboard(detail.text);
    });
    rfbRef.current = rfb;
    const typist = new Typist((character) => {
      press(rfb, keysOf(character));
    }, onTyping);
    typistRef.current = typist;
    return () => {
      typist.stop();
      typistRef.current = null;
      rfbRef.current = null;
      if (isConnected) rfb.disconnect();
    };
  }, [channel, password, onClipboard, onTyping]);

  useEffect(() => {
    const rfb = rfbRef.current;
    if (!rfb) return;
    const level = levels[quality];
    rfb.viewOnly = isViewOnly;
    if (isViewOnly) typistRef.current?.stop();
    rfb.scaleViewport = size !== "actual";
    rfb.resizeSession = size === "guest";
    // What is not clipped has scroll bars, which no finger takes hold of.
    const isClipped = size === "actual" && (isDragged || isTouched());
    rfb.clipViewport = isClipped;
    rfb.dragViewport = isClipped && isDragged;
    rfb.qualityLevel = level.quality;
    rfb.compressionLevel = level.compression;
  }, [channel, isViewOnly, size, isDragged, quality]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => rfbRef.current?.focus(),
      press: (keys) => {
        if (rfbRef.current) press(rfbRef.current, keys);
      },
      hold: ({ keysym, code }, isDown) =>
        rfbRef.current?.sendKey(keysym, code, isDown),
      typeText: (text) => {
        typistRef.current?.type(text);
      },
      stopTyping: () => {
        typistRef.current?.stop();
      },
      offerClipboard: (text) => rfbRef.current?.clipboardPasteFrom(text),
    }),
    [],
  );

  return (
    <div className="relative size-full">
      <div ref={targetRef} className="size-full" data-testid="screen" />
      {lastPicture && !isOpen && (
        <img
          src={lastPicture}
          alt="As it was when the connection was lost"
          className={
            size !== "actual"
              ? "absolute inset-0 m-auto size-full object-contain opacity-60"
              : "absolute inset-0 m-auto opacity-60"
          }
        />
      )}
    </div>
  );
}

function press(rfb: RFB, keys: readonly VncKey[]): void {
  for (const { keysym, code } of keys) rfb.sendKey(keysym, code || null, true);
  for (const { keysym, code } of keys.toReversed())
    rfb.sendKey(keysym, code || null, false);
}
