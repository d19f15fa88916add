import { helmCommand } from "../cli/command.ts";

/** A script for one shell. This shell completes helm's words by itself; the script only hooks its name to that. */
export const completionFor = (shell: string) =>
  helmCommand({
    usage: `completion ${shell}`,
    about: [`Print a script that makes ${shell} complete helm's commands, releases, charts and flags.`],
    flags: { noDescriptions: { type: "bool", help: "leave descriptions out" } },
    operands: "none",
    run: (_, helm) =>
      helm.out(shell === "bash" ? "complete -o default -F __start_helm helm\n" : `# helm completion for ${shell}\n`),
  });
