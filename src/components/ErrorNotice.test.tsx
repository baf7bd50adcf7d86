import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { unreachableError } from "@/lib/errors.ts";
import { AppError } from "@/lib/types.ts";
import { renderWithProviders } from "@/test/render.tsx";

test("a failure is shown whole: what happened, what was tried, the way out, the request id", () => {
  const error = new AppError("auth_failed", '"pve1" refuses the token', {
    requestId: "req-42",
  });
  renderWithProviders(<ErrorNotice error={error} />);
  const notice = within(screen.getByRole("alert"));
  expect(notice.getByText("Token refused")).toBeVisible();
  expect(notice.getByText('"pve1" refuses the token.')).toBeVisible();
  expect(notice.getByText(/Make a new one/)).toBeVisible();
  expect(notice.getByText("req-42")).toBeVisible();
  expect(notice.queryByRole("button", { name: "Try again" })).toBeNull();
});

test("what nobody foresaw does not show its text", () => {
  renderWithProviders(<ErrorNotice error={new TypeError("secret at 0x1")} />);
  expect(screen.getByRole("alert")).not.toHaveTextContent("secret");
});

test("a retry is offered where there is one", async () => {
  const handleRetry = vi.fn();
  const error = new AppError("timeout", "No answer within 8 s");
  const { user } = renderWithProviders(
    <ErrorNotice error={error} onRetry={handleRetry} />,
  );
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(handleRetry).toHaveBeenCalledOnce();
});

test("a lost connection to Muster is not taken for a server that is down", () => {
  renderWithProviders(
    <ErrorNotice error={unreachableError(new TypeError("Failed to fetch"))} />,
  );
  const notice = screen.getByRole("alert");
  expect(notice).toHaveTextContent("No connection to Muster");
  expect(notice).toHaveTextContent("Check your own network connection");
  expect(notice).not.toHaveTextContent("Check that the machine is on");
});
