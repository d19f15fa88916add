import { command } from "../cli/command.ts";
import { usageError } from "../cli/errors.ts";

const SHELLS = ["bash", "zsh", "fish", "powershell"];

export default command({
  usage: "completion SHELL",
  about: [
    "Print a script that makes a shell complete kubectl's commands, types, names and flags.",
    "This shell completes them by itself; the script only hooks kubectl's names to that.",
  ],
  examples: [["For bash", "source <(kubectl completion bash)"]],
  flags: {},
  async run({ operands, path }, kube) {
    if (operands.length === 0) throw usageError(path, "Shell not specified.");
    if (operands.length > 1) throw usageError(path, "Too many arguments. Expected only the shell type.");
    const [shell = ""] = operands;
    if (!SHELLS.includes(shell)) throw usageError(path, `Unsupported shell type ${JSON.stringify(shell)}.`);
    if (shell === "bash") await kube.out("complete -o default -F __start_kubectl kubectl\n");
    else await kube.out(`# kubectl completion for ${shell}\n`);
  },
});
