import type { ComponentProps } from "react";
import {
  useHref,
  useLinkClickHandler,
  useMatch,
  type To,
} from "react-router-dom";

export interface LinkProps extends Omit<ComponentProps<"a">, "href"> {
  to: To;
  /** What only the page that it leads to is told. */
  state?: unknown;
}

/** React Router's own brings what only its framework needs, 2.7 KB of every first load. */
export function Link({ to, state, onClick, children, ...props }: LinkProps) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to, {
    target: props.target,
    state,
  });
  return (
    <a
      {...props}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (!event.defaultPrevented) follow(event);
      }}
    >
      {children}
    </a>
  );
}

interface NavLinkProps extends Omit<LinkProps, "className"> {
  to: string;
  /** Whether only the address itself counts as there, not what lies below it. */
  end?: boolean;
  className: (state: { isActive: boolean }) => string;
}

/** A link that knows whether its page is the one that is shown. */
export function NavLink({ end = false, className, ...props }: NavLinkProps) {
  const isActive = useMatch({ path: props.to, end }) !== null;
  return (
    <Link
      {...props}
      aria-current={isActive ? "page" : undefined}
      className={className({ isActive })}
    />
  );
}
