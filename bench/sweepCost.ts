/** What bench/trust.ts and the script that it measures say to each other. */

export interface BenchServer {
  port: number;
  caCertificate: string;
  fingerprint: string;
}

/** "bare" is fetch() for all at once, with the CA of each server and nothing else. */
export type SweepKind = "bare" | "ca" | "pin";

export interface Cost {
  /** With no connection open yet. */
  coldWallMs: number;
  coldCpuMs: number;
  /** Medians of the warm sweeps. CPU is the main thread's, which is what an isolate is charged with. */
  wallMs: number;
  cpuMs: number;
}

export interface Measured {
  version: string;
  sweeps: Record<SweepKind, Cost>;
}
