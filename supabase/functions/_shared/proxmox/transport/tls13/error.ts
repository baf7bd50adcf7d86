import { alert } from "./protocol.ts";

/**
 * `alert`: the server ended the connection by an alert. `protocol`: it broke the rules of TLS 1.3, or does not speak it.
 * `not_tls`: something else than TLS answered. `certificate`: no usable certificate, or no proof of its key.
 * `closed`: the connection ended before it should.
 */
export type Tls13ErrorKind =
  "alert" | "protocol" | "not_tls" | "certificate" | "closed";

interface Tls13ErrorOptions extends ErrorOptions {
  receivedAlert?: number;
  alertToSend?: number;
}

/** Every failure of the TLS 1.3 client itself. The message is a fixed sentence: nothing in it comes from the server. */
export class Tls13Error extends Error {
  override readonly name = "Tls13Error";
  readonly kind: Tls13ErrorKind;
  /** Kind `alert`: the number of the alert that came (RFC 8446, section 6). */
  readonly receivedAlert: number | undefined;
  /** What the server is told before we close. */
  readonly alertToSend: number | undefined;

  constructor(
    kind: Tls13ErrorKind,
    message: string,
    options: Tls13ErrorOptions = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.receivedAlert = options.receivedAlert;
    this.alertToSend = options.alertToSend;
  }
}

export function protocolError(
  alertToSend: number,
  message: string,
  cause?: unknown,
): Tls13Error {
  return new Tls13Error("protocol", message, { alertToSend, cause });
}

export function certificateError(
  alertToSend: number,
  message: string,
  cause?: unknown,
): Tls13Error {
  return new Tls13Error("certificate", message, { alertToSend, cause });
}

const alertSentences: ReadonlyMap<number, string> = new Map([
  [
    alert.handshakeFailure,
    "The server accepts none of the cipher suites, groups or signatures that we offer.",
  ],
  [alert.protocolVersion, "The server does not speak TLS 1.3."],
  [
    alert.unrecognizedName,
    "The server does not know the name that it was asked for.",
  ],
]);

/** Section 6.2: whatever an alert that is no closure says, the connection is over. */
export function alertReceived(description: number): Tls13Error {
  return new Tls13Error(
    "alert",
    alertSentences.get(description) ??
      "The server ended the connection with a TLS alert.",
    { receivedAlert: description },
  );
}
