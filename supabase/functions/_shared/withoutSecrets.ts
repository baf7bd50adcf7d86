/** The shapes of what must never be written down, wherever it may come from: a second line behind not putting it into errors at all. */
const secrets: readonly [RegExp, string][] = [
  // a JWT
  [/eyJ[\w-]+\.[\w-]*\.[\w-]*/g, "[redacted]"],
  // an API token of Proxmox VE keeps its id and loses its value
  [/(![\w.-]+[= ])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "$1[redacted]"],
  [/sb_secret_[\w-]+/g, "[redacted]"],
  // 32 bytes, as a master key (base64) or a row key (hexadecimal)
  [/[\w+/]{43}=|\b[\da-f]{64}\b/gi, "[redacted]"],
];

export function withoutSecrets(text: string): string {
  return secrets.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    text,
  );
}
