import { displayText } from "@/lib/displayText.ts";

/** What a person is called on the screen: people choose their names, and may have none. */
export function personName({
  name,
  email,
}: {
  name: string;
  email: string | null;
}): string {
  return displayText(name || email || "Without a name");
}
