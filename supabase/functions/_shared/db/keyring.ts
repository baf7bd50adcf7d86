import { parseKeyring, type Keyring } from "./keys.ts";

let cached: { text: string | undefined; keyring: Promise<Keyring> } | undefined;

export function keyringFromEnvironment(): Promise<Keyring> {
  const text = Deno.env.get("PROXMOX_ENCRYPTION_KEY");
  if (!cached || cached.text !== text)
    cached = { text, keyring: parseKeyring(text) };
  return cached.keyring;
}
