import { escape, isWhole } from "./escapes.ts";

/** A little shell, enough to see that what one types arrives, and what comes back is shown. */

export type ShellKind = "bash" | "busybox";

export interface ShellOptions {
  hostname: string;
  kind: ShellKind;
  /** Asks for a name and a password first; any will do. */
  asksLogin: boolean;
  /** The line above the login prompt. */
  issue: string;
  bootedAt(): number;
  memoryBytes: number;
  write(text: string): void;
  onExit(): void;
}

type Mode = "login" | "password" | "shell";

export class Shell {
  readonly #options: ShellOptions;
  readonly #newline: string;
  #mode: Mode;
  #line = "";
  #user = "root";
  #escape = "";

  constructor(options: ShellOptions) {
    this.#options = options;
    // A busybox behind two ttys: each adds its own carriage return.
    this.#newline = options.kind === "busybox" ? "\r\r\n" : "\r\n";
    this.#mode = options.asksLogin ? "login" : "shell";
  }

  /** What is on the screen before anybody types. */
  greet(): void {
    const { kind, issue } = this.#options;
    if (this.#mode === "login") this.#print(`${issue}\n\n`);
    else if (kind === "busybox") {
      this.#print(
        "\n\nBusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n",
      );
    }
    this.prompt();
  }

  prompt(): void {
    const { hostname, kind } = this.#options;
    switch (this.#mode) {
      case "login":
        this.#print(`${hostname} login: `);
        break;
      case "password":
        this.#print("Password: ");
        break;
      case "shell":
        // Busybox asks the terminal where its cursor is after each prompt.
        this.#print(
          kind === "busybox"
            ? "/ # \u001b[6n"
            : `${this.#user}@${hostname}:~# `,
        );
    }
  }

  input(text: string): void {
    for (const character of text) this.#type(character);
  }

  #type(character: string): void {
    if (this.#escape !== "" || character === escape) {
      // Arrow keys and the terminal's own reports: read, and not shown.
      this.#escape += character;
      if (isWhole(this.#escape)) this.#escape = "";
      return;
    }
    switch (character) {
      case "\r":
      case "\n":
        this.#print("\n");
        this.#enter();
        return;
      case "\u007f":
      case "\b":
        if (this.#line === "") return;
        this.#line = Array.from(this.#line).slice(0, -1).join("");
        if (this.#mode !== "password") this.#options.write("\b \b");
        return;
      case "\u0003":
        this.#line = "";
        this.#print("^C\n");
        this.prompt();
        return;
      case "\u0004":
        if (this.#line === "") this.#leave();
        return;
      default:
        if (character < " ") return;
        this.#line += character;
        if (this.#mode !== "password") this.#options.write(character);
    }
  }

  #enter(): void {
    const line = this.#line.trim();
    this.#line = "";
    switch (this.#mode) {
      case "login":
        if (line !== "") {
          this.#user = line;
          this.#mode = "password";
        }
        break;
      case "password":
        this.#mode = "shell";
        this.#print(`Last login: ${new Date().toUTCString()} on tty1\n`);
        break;
      case "shell":
        if (line === "exit" || line === "logout") {
          this.#leave();
          return;
        }
        this.#run(line);
    }
    this.prompt();
  }

  #leave(): void {
    if (this.#options.asksLogin) {
      this.#mode = "login";
      this.#print("\n");
      this.greet();
    } else this.#options.onExit();
  }

  #run(line: string): void {
    const [command = "", ...words] = line.split(/\s+/);
    if (command === "") return;
    const known = this.#commands()[command];
    if (known !== undefined) this.#print(known(words));
    else if (this.#options.kind === "busybox")
      this.#print(`/bin/sh: ${command}: not found\n`);
    else this.#print(`-bash: ${command}: command not found\n`);
  }

  #commands(): Record<string, (words: string[]) => string> {
    const { hostname, kind, memoryBytes } = this.#options;
    const now = new Date();
    const upSeconds = Math.max(
      0,
      Math.floor(now.getTime() / 1000) - this.#options.bootedAt(),
    );
    const mebibytes = Math.round(memoryBytes / 2 ** 20);
    return {
      echo: (words) => `${words.join(" ")}\n`,
      id: () =>
        kind === "busybox"
          ? "uid=0 gid=0(root)\n"
          : "uid=0(root) gid=0(root) groups=0(root)\n",
      whoami: () => `${this.#user}\n`,
      hostname: () => `${hostname}\n`,
      pwd: () => (kind === "busybox" ? "/\n" : "/root\n"),
      date: () => `${now.toUTCString()}\n`,
      uname: () =>
        `Linux ${hostname} 6.1.0-37-amd64 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n`,
      uptime: () =>
        ` ${now.toISOString().slice(11, 19)} up ${String(Math.floor(upSeconds / 60))} min, load average: 0.08, 0.03, 0.01\n`,
      free: () =>
        `               total        used\nMem:      ${String(mebibytes).padStart(8)}    ${String(Math.round(mebibytes * 0.4)).padStart(8)}\n`,
      ls: () =>
        kind === "busybox"
          ? "bin   dev   etc   proc  root  sys   tmp   var\n"
          : "",
      clear: () => "\u001b[H\u001b[J",
      help: () =>
        "echo id whoami hostname pwd date uname uptime free ls clear exit\n",
    };
  }

  #print(text: string): void {
    this.#options.write(text.replaceAll("\n", this.#newline));
  }
}
