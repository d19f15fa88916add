import type { Program } from "../../../shell/program.ts";

/** tput(1) for an xterm. */
export const tput: Program = async (args, io) => {
  const [name, value] = args;
  const { columns = 80, rows = 24 } = io.tty?.size() ?? {};
  const sequences: Readonly<Record<string, string>> = {
    cols: `${columns}\n`,
    lines: `${rows}\n`,
    colors: "256\n",
    bold: "\u001b[1m",
    dim: "\u001b[2m",
    rev: "\u001b[7m",
    smul: "\u001b[4m",
    rmul: "\u001b[24m",
    sgr0: "\u001b(B\u001b[m",
    clear: "\u001b[H\u001b[2J\u001b[3J",
    civis: "\u001b[?25l",
    cnorm: "\u001b[?12l\u001b[?25h",
    smcup: "\u001b[?1049h",
    rmcup: "\u001b[?1049l",
    el: "\u001b[K",
    setaf: `\u001b[3${value}m`,
    setab: `\u001b[4${value}m`,
    cup: `\u001b[${Number(args[1] ?? 0) + 1};${Number(args[2] ?? 0) + 1}H`,
  };
  const text = sequences[name ?? ""];
  if (text === undefined) {
    await io.stderr.write(
      name === undefined
        ? "usage: tput [-V] [-S] [-T type] capname\n"
        : `tput: unknown terminfo capability '${name}'\n`,
    );
    return name === undefined ? 2 : 4;
  }
  await io.stdout.write(text);
  return 0;
};
