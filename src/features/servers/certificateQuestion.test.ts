import { describe, expect, test } from "vitest";
import type { CertificateReading, ErrorCode, Server } from "@/lib/types.ts";
import {
  fingerprintOf,
  sampleCertificate,
  sampleServer,
} from "@/test/samples.ts";
import { judgeCertificate } from "./certificateQuestion.ts";

const ca = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const system = { mode: "system" };
const pinned = { mode: "pin", fingerprint: fingerprintOf("A") };

function reading(more: Partial<CertificateReading> = {}): CertificateReading {
  return {
    certificate: sampleCertificate(),
    trusted: false,
    stored: null,
    ...more,
  };
}

const refused = (refusal: ErrorCode | null) => ({
  stored: { refusal, authority: null },
});

describe("a new server", () => {
  test("with a public certificate needs no question", () => {
    const read = reading({ trusted: true });
    expect(judgeCertificate(read, undefined, undefined)).toEqual({
      trust: system,
    });
  });

  test("with another one is a question, until this very fingerprint is confirmed", () => {
    const read = reading();
    const question = {
      certificate: sampleCertificate(),
      isPublic: false,
      before: undefined,
    };
    expect(judgeCertificate(read, undefined, undefined)).toEqual({ question });
    expect(judgeCertificate(read, undefined, fingerprintOf("B"))).toEqual({
      question,
    });
    expect(judgeCertificate(read, undefined, fingerprintOf("A"))).toEqual({
      trust: pinned,
    });
  });
});

describe("a saved server", () => {
  const saved: [Partial<Server>, object][] = [
    [{ trust_mode: "system" }, system],
    [
      { trust_mode: "ca", ca_certificate: ca, server_name: "localhost" },
      { mode: "ca", ca_certificate: ca, server_name: "localhost" },
    ],
    [{ trust_mode: "pin", fingerprint: fingerprintOf("A") }, pinned],
  ];

  test.each(saved)("keeps a trust that still fits: %o", (row, trust) => {
    const read = reading(refused(null));
    expect(judgeCertificate(read, sampleServer(row), undefined)).toEqual({
      trust,
    });
  });

  test.each(saved)("is asked about one that does not: %o", (row) => {
    const server = sampleServer(row);
    for (const trusted of [false, true]) {
      const read = reading({ trusted, ...refused("tls_changed") });
      expect(judgeCertificate(read, server, undefined)).toMatchObject({
        question: { isPublic: trusted, before: { refusal: "tls_changed" } },
      });
      expect(judgeCertificate(read, server, fingerprintOf("A"))).toEqual({
        trust: trusted ? system : pinned,
      });
    }
  });

  test("that was never verified is like a new one: any certificate fits it", () => {
    const server = sampleServer({ trust_mode: "insecure" });
    const read = reading(refused(null));
    expect(judgeCertificate(read, server, undefined)).toMatchObject({
      question: { before: undefined },
    });
    expect(
      judgeCertificate({ ...read, trusted: true }, server, undefined),
    ).toEqual({ trust: system });
  });
});
