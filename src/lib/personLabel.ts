import { displayText } from "@/lib/displayText.ts";

/** How a person is called where one line has to do: names are not unique, addresses are. */
export function personLabel({
  name,
  email,
}: {
  name: string;
  email: string | null;
}): string {
  return displayText(name || email || "somebody without a name");
}

/** The same of a server's owner. */
export function ownerLabel({
  owner_name,
  owner_email,
}: {
  owner_name: string;
  owner_email: string | null;
}): string {
  return personLabel({ name: owner_name, email: owner_email });
}
