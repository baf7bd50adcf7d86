import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createQueryClient,
  retryDelayMs,
  shouldRetry,
} from "@/lib/queryClient.ts";
import { toast } from "@/lib/toast.ts";
import { AppError, type ErrorCode } from "@/lib/types.ts";

const failure = (code: ErrorCode) => new AppError(code, "No");

describe("what is asked again", () => {
  test.each<[ErrorCode, boolean]>([
    ["unreachable", true],
    ["timeout", true],
    ["db_unavailable", true],
    ["rate_limited", true],
    ["unauthorized", false],
    ["forbidden", false],
    ["not_found", false],
    ["validation_failed", false],
    ["auth_failed", false],
    ["invalid_response", false],
  ])("%s: %s", (code, isRetried) => {
    expect(shouldRetry(0, failure(code))).toBe(isRetried);
  });

  test("twice at most", () => {
    expect(shouldRetry(1, failure("timeout"))).toBe(true);
    expect(shouldRetry(2, failure("timeout"))).toBe(false);
  });

  test("after a growing pause, or when the server wants it", () => {
    expect(retryDelayMs(0, failure("timeout"))).toBe(1000);
    expect(retryDelayMs(1, failure("timeout"))).toBe(2000);
    const later = (retryAfterSeconds: number) =>
      new AppError("rate_limited", "Slow down", { retryAfterSeconds });
    expect(retryDelayMs(0, later(7))).toBe(7000);
    expect(retryDelayMs(0, later(3600))).toBe(60_000);
  });
});

describe("a failed mutation", () => {
  beforeEach(() => {
    vi.spyOn(toast, "error").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  function fail(error: Error, meta: { showsError?: boolean } = {}) {
    const client = createQueryClient();
    const mutation = client.getMutationCache().build(client, {
      mutationFn: () => Promise.reject(error),
      meta,
    });
    return mutation.execute(undefined).catch(() => undefined);
  }

  test("is said once, in the words of its code", async () => {
    await fail(new AppError("refused", "pve1 refuses the connection"));
    expect(toast.error).toHaveBeenCalledExactlyOnceWith("Connection refused", {
      description: "pve1 refuses the connection",
    });
  });

  test("that its form shows is not said twice", async () => {
    await fail(failure("refused"), { showsError: true });
    expect(toast.error).not.toHaveBeenCalled();
  });

  test("that was only given up is not said", async () => {
    await fail(new DOMException("Given up", "AbortError"));
    expect(toast.error).not.toHaveBeenCalled();
  });

  test("that nobody foresaw keeps its text to itself", async () => {
    await fail(new TypeError("x is undefined"));
    expect(toast.error).toHaveBeenCalledExactlyOnceWith(
      "Something went wrong",
      { description: "The page met an error that nobody foresaw" },
    );
  });
});
