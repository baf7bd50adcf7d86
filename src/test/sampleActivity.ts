import type { ActivityRow } from "@/lib/activity.ts";

/** An entry of the audit log for tests: say only what the test is about. */
export function sampleActivity(more: Partial<ActivityRow> = {}): ActivityRow {
  return {
    id: 1,
    at: "2026-01-01T12:00:00Z",
    actor: "11111111-1111-4111-8111-111111111111",
    owner: "11111111-1111-4111-8111-111111111111",
    action: "guest.start",
    outcome: "ok",
    error_code: null,
    server_id: "22222222-2222-4222-8222-222222222222",
    server_name: "homelab",
    node: "pve1",
    vmid: 101,
    upid: null,
    request_id: "33333333-3333-4333-8333-333333333333",
    ip: "192.0.2.7",
    user_agent: "Firefox",
    detail: {},
    ...more,
  };
}
