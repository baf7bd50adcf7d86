/** A terminal's control sequences, as far as anything here needs to know them. */

export const escape = "\u001b";

const whole = new RegExp(`^${escape}(?:\\[[0-9;?]*[@-~]|[^[])$`);
const any = new RegExp(`${escape}\\[[0-9;]*[A-Za-z]`, "g");

/** Whether a sequence that began with the escape character has ended. */
export const isWhole = (sequence: string) => whole.test(sequence);

export const withoutSequences = (text: string) => text.replace(any, "");
