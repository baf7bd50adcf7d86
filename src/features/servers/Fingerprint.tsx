import { Copyable } from "@/components/Copyable.tsx";

interface FingerprintProps {
  value: string;
}

/** Exactly as Proxmox VE shows it, so that it can be compared by eye, or searched for. */
export function Fingerprint({ value }: FingerprintProps) {
  return (
    <Copyable
      value={value}
      label="fingerprint"
      className="flex items-start [&_code]:text-[0.8125rem] [&_code]:text-foreground"
    />
  );
}
