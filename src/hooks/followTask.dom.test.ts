import { beforeEach, expect, test, vi } from "vitest";
import { followTask } from "@/hooks/followTask.ts";
import { ownTasks } from "@/lib/ownTasks.ts";
import { AppError } from "@/lib/types.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { signInAs } from "@/test/render.tsx";

const upid = "UPID:pve1:0000ABCD:00112233:66554433:qmstart:101:root@pam:";
const request =
  `GET /functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}` as const;
const serverId = "11111111-1111-4111-8111-111111111111";

function status(more: object) {
  return json({
    upid,
    node: "pve1",
    type: "qmstart",
    user: "root@pam",
    starttime: 1,
    ...more,
  });
}

beforeEach(async () => {
  await signInAs();
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("a task is followed until it ends, ever less often", async () => {
  const server = fakeServer();
  let polls = 0;
  server.on(request, () => {
    polls += 1;
    return status(
      polls < 8
        ? { status: "running" }
        : { status: "stopped", exitstatus: "OK" },
    );
  });

  const followed = followTask({ serverId, upid });
  await vi.advanceTimersByTimeAsync(4000);
  expect(ownTasks.all()[0]).toMatchObject({ upid, end: undefined });
  const early = polls;
  await vi.advanceTimersByTimeAsync(4000);
  expect(polls - early).toBeLessThan(early);
  await vi.advanceTimersByTimeAsync(20_000);

  await expect(followed).resolves.toMatchObject({ exitstatus: "OK" });
  expect(ownTasks.all()[0]).toMatchObject({ upid, end: { exitstatus: "OK" } });
  expect(server.requests[0]?.query).toEqual({ serverId });
});

test("the operator's server is asked without an id", async () => {
  const server = fakeServer();
  server.on(request, () => status({ status: "stopped", exitstatus: "OK" }));
  const followed = followTask({ serverId: null, upid });
  await vi.advanceTimersByTimeAsync(500);
  await followed;
  expect(server.requests[0]?.query).toEqual({});
});

test("a question that fails is asked again: the task runs on", async () => {
  const server = fakeServer();
  let polls = 0;
  server.on(request, () => {
    polls += 1;
    return polls < 4
      ? failure("timeout", "No answer")
      : status({ status: "stopped", exitstatus: "OK" });
  });
  const followed = followTask({ serverId, upid });
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(followed).resolves.toMatchObject({ status: "stopped" });
});

test("when the questions keep failing, the outcome is unknown, which is no failure of the task", async () => {
  const server = fakeServer();
  server.on(request, () => failure("timeout", "pve1 gave no answer"));
  const followed = followTask({ serverId, upid }).catch(
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(30_000);

  const error = await followed;
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: "unknown_outcome",
    message: expect.stringContaining("pve1 gave no answer") as string,
  });
  expect(server.requests).toHaveLength(5);
});
