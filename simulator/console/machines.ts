import { memoryOf } from "../life.ts";
import { guestName, type ClusterNode, type Guest } from "../state.ts";
import type { RfbMachine } from "./rfb.ts";
import { columns, lines, Screen } from "./screen.ts";
import { Shell, type ShellOptions } from "./shell.ts";
import type { Terminal, TerminalInput } from "./terminal.ts";

const black = 0x000000;
const windowsBlue = 0x0b3a66;
const watchMs = 250;
const clockMs = 1000;

/** What is on a guest's monitor: it stays there while nobody looks, until the guest is started anew. */
interface Monitor {
  screen: Screen;
  shell: Shell;
  bootedAt: number;
}

/** The screens and terminals behind a cluster's consoles. */
export class Machines {
  readonly #monitors = new Map<number, Monitor>();

  /** One viewer before a guest's monitor. */
  attachViewer(guest: Guest, viewer: { close(): void }): RfbMachine {
    const monitor = this.#monitorOf(guest);
    const clock = setInterval(() => {
      if (guest.state === "running") this.#showClock(monitor);
    }, clockMs);
    const watch = this.#closeWhenStopped(guest, monitor.bootedAt, viewer);
    this.#showClock(monitor);
    return {
      screen: monitor.screen,
      key: (keysym) => {
        // A paused machine hears nothing.
        if (guest.state === "running") monitor.shell.input(characterOf(keysym));
      },
      detach: () => {
        clearInterval(clock);
        clearInterval(watch);
      },
    };
  }

  /** A VM's serial port: as quiet as the other end until somebody types. */
  attachSerial(guest: Guest, terminal: Terminal): TerminalInput {
    terminal.write("starting serial terminal on interface serial0\r\n");
    const isBare = guest.config.args !== undefined;
    const shell = new Shell({
      ...this.#shellOptions(guest, (text) => {
        terminal.write(text);
      }),
      kind: isBare ? "busybox" : "bash",
      asksLogin: !isBare,
      onExit: () => undefined,
    });
    const watch = this.#closeWhenStopped(guest, guest.startedAt, terminal);
    return {
      input: (text) => {
        if (guest.state === "running") shell.input(text);
      },
      resize: () => undefined,
      detach: () => {
        clearInterval(watch);
      },
    };
  }

  attachContainer(guest: Guest, terminal: Terminal): TerminalInput {
    const isShell = guest.config.cmode === "shell";
    const shell = new Shell({
      ...this.#shellOptions(guest, (text) => {
        terminal.write(text);
      }),
      kind: isShell && guest.config.ostype === "unmanaged" ? "busybox" : "bash",
      asksLogin: !isShell,
      issue: "Debian GNU/Linux 12 \\n \\l"
        .replace("\\n", guestName(guest))
        .replace("\\l", "tty1"),
      onExit: () => {
        terminal.close();
      },
    });
    const watch = this.#closeWhenStopped(guest, guest.startedAt, terminal);
    let hasGreeted = false;
    const greet = () => {
      if (hasGreeted) return;
      hasGreeted = true;
      if (isShell) terminal.write("\u001b[H\u001b[J");
      shell.greet();
    };
    const timer = setTimeout(greet, watchMs);
    return {
      input: (text) => {
        greet();
        shell.input(text);
      },
      resize: greet,
      detach: () => {
        clearTimeout(timer);
        clearInterval(watch);
      },
    };
  }

  /** A node's own shell asks who is there. */
  attachNode(node: ClusterNode, terminal: Terminal): TerminalInput {
    const shell = new Shell({
      hostname: node.name,
      kind: "bash",
      asksLogin: true,
      issue: "",
      bootedAt: () => node.bootedAt,
      memoryBytes: node.memory,
      write: (text) => {
        terminal.write(text);
      },
      onExit: () => {
        terminal.close();
      },
    });
    shell.prompt();
    return {
      input: (text) => {
        shell.input(text);
      },
      resize: () => undefined,
      detach: () => undefined,
    };
  }

  #shellOptions(
    guest: Guest,
    write: (text: string) => void,
  ): Omit<ShellOptions, "kind" | "asksLogin" | "onExit"> {
    return {
      hostname: guestName(guest),
      issue: "Debian GNU/Linux 12",
      bootedAt: () => guest.startedAt,
      memoryBytes: memoryOf(guest),
      write,
    };
  }

  #monitorOf(guest: Guest): Monitor {
    const present = this.#monitors.get(guest.vmid);
    if (present?.bootedAt === guest.startedAt) return present;
    const isWindows = String(guest.config.ostype ?? "").startsWith("win");
    const screen = new Screen(isWindows ? windowsBlue : black);
    const shell = new Shell({
      ...this.#shellOptions(guest, (text) => {
        screen.write(text);
      }),
      issue: `Debian GNU/Linux 12 ${guestName(guest)} tty1`,
      kind: "bash",
      asksLogin: true,
      onExit: () => undefined,
    });
    screen.write(bootLines(guest));
    shell.greet();
    const monitor = { screen, shell, bootedAt: guest.startedAt };
    this.#monitors.set(guest.vmid, monitor);
    return monitor;
  }

  #showClock({ screen }: Monitor): void {
    const time = new Date().toISOString().slice(11, 19);
    screen.place(lines - 1, columns - time.length - 1, time);
  }

  /** QEMU takes its display with it when it ends. */
  #closeWhenStopped(
    guest: Guest,
    bootedAt: number,
    viewer: { close(): void },
  ): NodeJS.Timeout {
    return setInterval(() => {
      if (guest.state === "stopped" || guest.startedAt !== bootedAt)
        viewer.close();
    }, watchMs);
  }
}

const bootLines = (guest: Guest) =>
  [
    "SeaBIOS (version rel-1.16.3-0-ga6ed6b701f0a)",
    "Booting from Hard Disk...",
    "[  OK  ] Reached target Local File Systems.",
    "[  OK  ] Started Network Configuration.",
    ...(guest.config.agent === undefined
      ? []
      : ["[  OK  ] Started QEMU Guest Agent."]),
    "[  OK  ] Reached target Multi-User System.",
    "",
    "",
  ].join("\r\n");

const specialKeys: Record<number, string> = {
  0xff08: "\u007f",
  0xff09: "\t",
  0xff0d: "\r",
  0xff8d: "\r",
  0xff1b: "\u001b",
  0xffff: "\u007f",
};

/** X11 keysyms: Latin-1 is itself, the rest of Unicode lies above 0x01000000. */
function characterOf(keysym: number): string {
  if (keysym >= 0x20 && keysym <= 0xff) return String.fromCharCode(keysym);
  if (keysym > 0x0100_0000 && keysym <= 0x0110_ffff)
    return String.fromCodePoint(keysym - 0x0100_0000);
  return specialKeys[keysym] ?? "";
}
