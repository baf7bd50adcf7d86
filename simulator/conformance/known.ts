/** Where the simulator answers otherwise on purpose, and why. */
export const knownDifferences: Record<string, string> = {
  "200-shutdown-stopped-vm":
    "the recorded answer was the last that its worker process gave, hence the single Connection header",
  "200-task-log-lxc-start":
    "the recorded machine had no LXC monitor socket, which its log complains of",
  "200-task-log-lxc-vzdump":
    "two lines of the recorded log are about the machine's overlay file system and its missing LXC monitor socket",
  "500-access-users":
    "the recorded machine lacked PVE::RS::TFA; 200-access-users, which agrees, is what it answers with it",
};
