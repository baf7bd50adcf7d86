/** Whether somebody could reach the guest under an address: not its own loopback, and not what each link makes up for itself. */
export function isWorthShowing({ address }: { address: string }): boolean {
  return !/^(?:127\.|::1$|fe80:|169\.254\.)/i.test(address);
}
