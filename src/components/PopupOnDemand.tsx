import {
  Suspense,
  useState,
  type ComponentProps,
  type ReactElement,
  type ReactNode,
} from "react";

interface PopupOnDemandProps {
  popup: "dialog" | "menu";
  /** Fetches the popup's code. */
  load: () => Promise<unknown>;
  /** The button, which stands alone until the popup is wanted; its props come from here. */
  renderButton: (props: ComponentProps<"button">) => ReactElement;
  /** The popup, lazily loaded and open from the start, around its button. */
  children: (button: ReactElement) => ReactNode;
}

/** A button and what it opens (28 KB of Radix with a menu), whose code comes when the button is first reached for. */
export function PopupOnDemand({
  popup,
  load,
  renderButton,
  children,
}: PopupOnDemandProps) {
  const [isWanted, setIsWanted] = useState(false);
  const button = renderButton({});
  if (isWanted) {
    return <Suspense fallback={button}>{children(button)}</Suspense>;
  }

  const preload = () => void load();
  return renderButton({
    "aria-haspopup": popup,
    "aria-expanded": false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => {
      setIsWanted(true);
    },
  });
}
