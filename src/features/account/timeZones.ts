export interface TimeZoneGroup {
  region: string;
  zones: string[];
}

/** The zones this browser knows, by region, and always the ones that are named: it may not know what another one wrote. */
export function timeZoneGroups(...named: string[]): TimeZoneGroup[] {
  const groups = new Map([["Universal", ["UTC"]]]);
  const zones = new Set([...Intl.supportedValuesOf("timeZone"), ...named]);
  for (const zone of [...zones].sort()) {
    if (zone === "UTC") continue;
    const region = zone.includes("/")
      ? zone.slice(0, zone.indexOf("/"))
      : "Other";
    groups.set(region, [...(groups.get(region) ?? []), zone]);
  }
  return [...groups].map(([region, zones]) => ({ region, zones }));
}

/** "America/Argentina/Buenos_Aires" -> "Argentina, Buenos Aires": its region stands above it. */
export function timeZoneLabel(zone: string): string {
  const [region = zone, ...rest] = zone.split("/");
  return (rest.length > 0 ? rest.join(", ") : region).replaceAll("_", " ");
}

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
