import { NetworkIcon } from "lucide-react";
import { displayText } from "@/lib/displayText.ts";
import type { GuestType } from "@/lib/types.ts";
import { Section } from "../Section.tsx";
import type { GuestConfig } from "./disks.ts";
import { readNetworks, type NetworkCard } from "./networks.ts";
import { Options } from "./Options.tsx";

interface NetworkListProps {
  config: GuestConfig;
  type: GuestType;
}

export function NetworkList({ config, type }: NetworkListProps) {
  const cards = readNetworks(config, type);
  return (
    <Section title="Networks">
      {cards.length === 0 ? (
        <p className="px-4 py-3 text-muted-foreground">
          None: the guest is not on any network.
        </p>
      ) : (
        <ul className="divide-y">
          {cards.map((card) => (
            <CardRow key={card.key} card={card} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function CardRow({ card }: { card: NetworkCard }) {
  const { key, name, macAddress, bridge, vlan, addresses, gateways } = card;
  const facts = [
    macAddress,
    ...addresses,
    ...gateways.map((gateway) => `via ${gateway}`),
    card.hasFirewall && "firewall",
  ].flatMap((fact) => fact || []);

  return (
    <li className="flex gap-3 px-4 py-2.5">
      <NetworkIcon
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-muted-foreground"
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{key}</span>
          <span className="text-muted-foreground">{displayText(name)}</span>
          <span className="ml-auto">
            {bridge === undefined ? "no bridge" : displayText(bridge)}
            {vlan !== undefined && ` · VLAN ${displayText(vlan)}`}
          </span>
        </p>
        <p className="text-xs break-words text-muted-foreground">
          {facts.map(displayText).join(" · ")}
          {card.isUnplugged && (
            <span className="text-warning"> · unplugged</span>
          )}
        </p>
        <Options options={card.options} />
      </div>
    </li>
  );
}
