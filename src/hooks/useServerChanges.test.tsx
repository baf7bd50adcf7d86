import { act, renderHook } from "@testing-library/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import {
  useAddServer,
  useChangeServer,
  useTestServer,
} from "@/hooks/useServerChanges.ts";
import { createQueryClient } from "@/lib/queryClient.ts";
import { failure, fakeServer } from "@/test/fakeServer.ts";
import { signInAs } from "@/test/render.tsx";

const api_token = "root@pam!muster=0b8f1c52-1111-4222-8333-944455556666";

beforeEach(() => signInAs());

test("G04 a token that was entered is not in the query cache once its form is gone", async () => {
  const server = fakeServer();
  const path = "/functions/v1/proxmox-servers";
  const id = "22222222-2222-4222-8222-222222222222";
  for (const request of [
    `POST ${path}`,
    `PUT ${path}/${id}`,
    `POST ${path}/test`,
  ] as const)
    server.on(request, () => failure("validation_failed", "No"));

  const client = createQueryClient();
  const { result, unmount } = renderHook(
    () => ({
      add: useAddServer(),
      change: useChangeServer(),
      test: useTestServer(),
    }),
    {
      wrapper: ({ children }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  const kept = () =>
    client
      .getMutationCache()
      .getAll()
      .map(({ state }) => JSON.stringify(state.variables));

  await act(async () => {
    const { add, change, test } = result.current;
    await Promise.allSettled([
      add.mutateAsync({ name: "x", host: "pve1", api_token }),
      change.mutateAsync({ id, api_token }),
      test.mutateAsync({ id, api_token }),
    ]);
  });
  expect(server.requests).toHaveLength(3);
  unmount();
  await vi.waitFor(() => {
    expect(kept().join()).not.toContain(api_token);
  }, 20_000);
  expect(JSON.stringify(client.getQueryCache().getAll())).not.toContain(
    api_token,
  );
});
