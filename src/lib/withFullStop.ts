/** Messages come without one; in a paragraph they need it. */
export function withFullStop(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
