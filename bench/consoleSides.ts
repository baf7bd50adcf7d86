/** What the processes of bench/console.ts say to each other. */

/** The server, in its first line. */
export interface Upstream {
  port: number;
  caCertificate: string;
  fingerprint: string;
}

/** The relay, asked for /usage: bytes of memory, and processor time of the thread that runs the script. */
export interface Usage {
  rss: number;
  mainThreadMs: number;
}

/** The relay, asked for /opening: for a MiB in TLS records of the usual size, opened as under `pin`, or only deciphered. */
export interface Opening {
  openedMs: number;
  decipheredMs: number;
}

/** The relay, asked for /flood?alone: MiB a second that it reads of a console which it hands on to nobody. */
export interface Alone {
  rate: number;
}
