import type { Builtin } from "../interpreter/runner.ts";

/** `help`: what there is, in a few lines. */
export function helpBuiltin(names: () => readonly string[]): Builtin {
  return {
    async run([topic], shell) {
      if (topic === undefined) {
        await shell.write(
          1,
          `Commands that this shell carries out itself:\n\n${names().join(" ")}\n\nEverything else is a program: \`ls /usr/bin' lists them.\n`,
        );
        return 0;
      }
      if (!names().includes(topic)) {
        await shell.complain(
          `help: no help topics match \`${topic}'.  Try \`help help' or \`man -k ${topic}' or \`info ${topic}'.`,
        );
        return 1;
      }
      await shell.write(1, `${topic}: a shell builtin; see the bash manual, "Shell Builtin Commands".\n`);
      return 0;
    },
  };
}
