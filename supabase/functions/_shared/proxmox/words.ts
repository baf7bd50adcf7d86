const maxLength = 200;

/** Secrets as Proxmox VE writes them: token values, tickets, JWTs, and whatever follows the name of the header. */
const secrets = [
  /PVEAPIToken[= ]\S+/gi,
  /\bPVE[A-Z]*:\S+/g,
  /\beyJ[\w-]+\.[\w-]+\.?[\w-]*/g,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
];

/** What a server says, fit to be shown: one line of printable ASCII, short, and without anything that looks like a secret. */
export function proxmoxWords(text: string): string {
  // The cut comes first as well: a message may be megabytes.
  const line = text
    .slice(0, 4_000)
    .replace(/[^\x20-\x7e]+/g, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  const clean = secrets.reduce(
    (words, pattern) => words.replace(pattern, "[removed]"),
    line,
  );
  return clean.length > maxLength
    ? `${clean.slice(0, maxLength - 3)}...`
    : clean;
}
