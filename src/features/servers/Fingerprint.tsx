import { Fragment } from "react";
import { Copyable } from "@/components/Copyable.tsx";

interface FingerprintProps {
  value: string;
}

/** Exactly as Proxmox VE shows it, in lines of sixteen or eight pairs, so that it can be compared by eye, or copied and searched for. */
export function Fingerprint({ value }: FingerprintProps) {
  const lines = value.match(/(?:[^:]*:){1,8}|[^:]+$/g) ?? [value];
  return (
    <Copyable
      value={value}
      label="fingerprint"
      className="flex items-start justify-between [&_code]:max-w-[48ch] [&_code]:text-[0.8125rem] [&_code]:break-normal [&_code]:text-foreground"
    >
      {lines.map((line, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {line}
        </Fragment>
      ))}
    </Copyable>
  );
}
