import type { Shell } from "./shell.ts";

/** The backslash escapes of PS1 and PS2; `\[` and `\]`, which enclose what has no width, go away. bash(1) "PROMPTING". */
export function expandPrompt(text: string, shell: Shell): string {
  return text.replace(/\\(D\{[^}]*\}|[0-7]{3}|.)/gs, (whole, sequence: string) => promptPart(sequence, shell) ?? whole);
}

function promptPart(sequence: string, shell: Shell): string | undefined {
  const host = shell.machine.options.net.host.name;
  const now = new Date(shell.machine.clock.now()).toISOString();
  switch (sequence[0]) {
    case "u":
      return shell.user.name;
    case "h":
      return host.split(".")[0];
    case "H":
      return host;
    case "w":
    case "W":
      return shortPath(shell, sequence === "W");
    case "$":
      return shell.user.uid === 0 ? "#" : "$";
    case "n":
      return "\n";
    case "r":
      return "\r";
    case "a":
      return "\u0007";
    case "e":
      return "\u001b";
    case "\\":
      return "\\";
    case "[":
    case "]":
      return "";
    case "s":
      return shell.name.replace(/^-?.*\//, "");
    case "t":
      return now.slice(11, 19);
    case "A":
      return now.slice(11, 16);
    case "d":
      return new Date(shell.machine.clock.now()).toUTCString().replace(/^(\w+), (\d+) (\w+) .*$/, "$1 $3 $2");
    case "D":
      return now.slice(11, 19);
    case "j":
      return String([...shell.jobs.values()].filter((job) => job.status === undefined).length);
    case "!":
    case "#":
      return String(shell.history.length + 1);
    case "v":
      return "5.2";
    case "V":
      return "5.2.15";
    default:
      return /^[0-7]{3}$/.test(sequence) ? String.fromCharCode(Number.parseInt(sequence, 8)) : undefined;
  }
}

function shortPath({ cwd, variables }: Shell, last: boolean): string {
  const home = variables.text("HOME");
  if (home && home !== "/" && cwd === home) return "~";
  if (last) return cwd.slice(cwd.lastIndexOf("/") + 1) || "/";
  return home && home !== "/" && cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
}
