import { useState } from "react";
import { beforeEach, describe, expect, test } from "vitest";
import { screen } from "@testing-library/react";
import { useGuestTask, useRunningGuestTasks } from "@/hooks/useGuestTask.ts";
import { AppError } from "@/lib/types.ts";
import { taskWindow } from "@/lib/taskWindow.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

const upid = "UPID:pve1:0000ABCD:00112233:66554433:qmsnapshot:101:root@pam:";
const taskPath =
  `GET /functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}` as const;
const { serverId, node, type, vmid } = sampleVm();
const guest = { serverId, node, type, vmid };

beforeEach(() => signInAs());

function Probe({ send }: { send: () => Promise<{ upid: string }> }) {
  const begin = useGuestTask();
  const running = useRunningGuestTasks(guest);
  const [answer, setAnswer] = useState("nothing");
  return (
    <>
      <p>
        {running.length} running, {answer}
      </p>
      <button
        type="button"
        onClick={() => {
          begin({
            guest,
            words: {
              progress: "Trying",
              done: "It worked",
              failed: "It failed",
            },
            send,
          }).then(
            () => {
              setAnswer("begun");
            },
            (error: unknown) => {
              setAnswer(String(error));
            },
          );
        }}
      >
        Begin
      </button>
    </>
  );
}

async function begin(
  exitstatus: string | undefined,
  send = () => Promise.resolve({ upid }),
) {
  const server = fakeServer();
  server.on(taskPath, () =>
    exitstatus === undefined
      ? new Promise<Response>(() => undefined)
      : json({
          upid,
          node,
          status: "stopped",
          exitstatus,
          type: "qmsnapshot",
          user: "root@pam",
          starttime: 1,
        }),
  );
  const { user } = renderWithProviders(<Probe send={send} />);
  await user.click(screen.getByRole("button", { name: "Begin" }));
  return user;
}

describe("a task of a guest's page", () => {
  test("has begun when it was sent, and runs until its end is known", async () => {
    await begin(undefined);
    expect(await screen.findByText("1 running, begun")).toBeVisible();
    await screen.findByText("Trying …");
  });

  test("has worked when its exit status says so", async () => {
    await begin("OK");
    await screen.findByText("It worked");
    expect(await screen.findByText("0 running, begun")).toBeVisible();
  });

  test("that ended with warnings worked, and leads to its log", async () => {
    const user = await begin("WARNINGS: 2");
    await screen.findByText("Proxmox VE reports warnings: 2.");
    await user.click(screen.getByRole("button", { name: "Show log" }));
    expect(taskWindow.state().task).toMatchObject({ serverId, upid });
    taskWindow.closeAll();
  });

  test("that failed says Proxmox VE's reason", async () => {
    await begin("snapshot feature is not available");
    await screen.findByText("It failed");
    expect(
      screen.getByText("snapshot feature is not available"),
    ).toBeInTheDocument();
  });

  test("that could not be begun is the caller's to show", async () => {
    await begin("OK", () =>
      Promise.reject(new AppError("permission_denied", "No VM.Snapshot")),
    );
    expect(
      await screen.findByText(/0 running, .*No VM\.Snapshot/),
    ).toBeVisible();
  });
});
