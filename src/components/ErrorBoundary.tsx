import { Component, type ReactNode } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";

interface ErrorBoundaryProps {
  children: ReactNode;
  className?: string;
}

/** Shows what a part of the page threw while it was drawn. Give it a `key` to try again: the path, for a page. */
export class ErrorBoundary extends Component<
  ErrorBoundaryProps,
  { error: unknown }
> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className={this.props.className}>
        <ErrorNotice
          error={error}
          onRetry={() => {
            window.location.reload();
          }}
        />
      </div>
    );
  }
}
