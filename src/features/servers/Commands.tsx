import { Copyable } from "@/components/Copyable.tsx";

/** Lines for a node's shell, to be copied together. */
export function Commands({ lines }: { lines: string }) {
  return (
    <Copyable
      label="the commands"
      value={lines}
      className="flex items-start justify-between rounded-md bg-muted/60 p-2 whitespace-pre-wrap [&_code]:break-normal [&_code]:wrap-anywhere"
    />
  );
}
