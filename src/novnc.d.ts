/** The part of noVNC's API (docs/API.md in its package) that is used here; it brings no types. */
declare module "@novnc/novnc" {
  interface RfbEvents {
    connect: Event;
    disconnect: CustomEvent<{ clean: boolean }>;
    clipboard: CustomEvent<{ text: string }>;
    securityfailure: CustomEvent<{ status: number; reason?: string }>;
  }

  interface RfbChannel {
    send(data: Uint8Array<ArrayBuffer>): void;
    close(): void;
    binaryType: string;
    onopen: ((event: Event) => void) | null;
    onerror: ((event: Event) => void) | null;
    onclose: ((event: CloseEvent) => void) | null;
    onmessage: ((event: MessageEvent) => void) | null;
    readonly protocol: string;
    readonly readyState: number;
  }

  export default class RFB extends EventTarget {
    constructor(
      target: HTMLElement,
      channel: RfbChannel,
      options: { credentials: { password: string } },
    );
    background: string;
    clipViewport: boolean;
    compressionLevel: number;
    dragViewport: boolean;
    focusOnClick: boolean;
    qualityLevel: number;
    resizeSession: boolean;
    scaleViewport: boolean;
    showDotCursor: boolean;
    viewOnly: boolean;
    addEventListener<Name extends keyof RfbEvents>(
      name: Name,
      listener: (event: RfbEvents[Name]) => void,
    ): void;
    clipboardPasteFrom(text: string): void;
    disconnect(): void;
    focus(): void;
    sendKey(keysym: number, code: string | null, isDown?: boolean): void;
    toDataURL(type?: string): string;
  }
}
