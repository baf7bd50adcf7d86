/** Whether a finger does what a mouse does elsewhere: then there is no keyboard either. */
export function isTouched(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
