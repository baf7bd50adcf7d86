import type { ExternalToast, toast as sonnerToast } from "sonner";

type Sonner = typeof sonnerToast;
type Message = (sonner: Sonner) => void;

/**
 * The same calls as sonner's own toast. Sonner comes with the first message (9 KB, and most visits have none): until its Toaster
 * stands, messages wait here.
 */
const waiting: Message[] = [];
let sonner: Sonner | undefined;
let isWanted = false;
const listeners = new Set<() => void>();

function say(message: Message): void {
  if (sonner) {
    message(sonner);
    return;
  }
  waiting.push(message);
  isWanted = true;
  listeners.forEach((listener) => {
    listener();
  });
}

export const toast = {
  success: (text: string, options?: ExternalToast) => {
    say((sonner) => sonner.success(text, options));
  },
  error: (text: string, options?: ExternalToast) => {
    say((sonner) => sonner.error(text, options));
  },
  warning: (text: string, options?: ExternalToast) => {
    say((sonner) => sonner.warning(text, options));
  },
  info: (text: string, options?: ExternalToast) => {
    say((sonner) => sonner.info(text, options));
  },
  loading: (text: string, options?: ExternalToast) => {
    say((sonner) => sonner.loading(text, options));
  },
  dismiss: (id: string | number) => {
    say((sonner) => sonner.dismiss(id));
  },
};

/** For the place that mounts the Toaster. */
export const toaster = {
  isWanted: () => isWanted,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  open: (mounted: Sonner): void => {
    sonner = mounted;
    waiting.splice(0).forEach((message) => {
      message(mounted);
    });
  },
};
