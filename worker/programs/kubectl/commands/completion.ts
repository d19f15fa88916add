import { command } from "../cli/command.ts";
import { usageError } from "../cli/errors.ts";

/** Each asks `kubectl __complete` and offers what it says but its last line, which tells what else to do. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion for kubectl                             -*- shell-script -*-

__kubectl_candidates()
{
    local words=("\${COMP_WORDS[@]:1:\${COMP_CWORD}}")
    kubectl __complete "\${words[@]}" 2>/dev/null | grep -v '^:[0-9]*$'
}

__start_kubectl()
{
    local cur="\${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    while IFS='' read -r candidate; do
        COMPREPLY+=("\${candidate}")
    done < <(compgen -W "$(__kubectl_candidates)" -- "\${cur}")
}

complete -o default -F __start_kubectl kubectl
`,
  zsh: `#compdef kubectl
compdef _kubectl kubectl

_kubectl()
{
    local -a candidates
    candidates=(\${(f)"$(kubectl __complete "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null | grep -v '^:[0-9]*$')"})
    compadd -a candidates
}
`,
  fish: `# fish completion for kubectl                              -*- shell-script -*-

function __kubectl_candidates
    set -l words (commandline -opc) (commandline -ct)
    kubectl __complete $words[2..-1] 2>/dev/null | string match -rv '^:[0-9]*$'
end

complete -c kubectl -f -a '(__kubectl_candidates)'
`,
  powershell: `# powershell completion for kubectl                        -*- shell-script -*-

Register-ArgumentCompleter -Native -CommandName 'kubectl' -ScriptBlock {
    param($word, $line, $position)
    $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    if ("$word" -eq '') { $words += '' }
    kubectl __complete $words 2>$null | Where-Object { $_ -notmatch '^:[0-9]*$' }
}
`,
};
const SHELLS = Object.keys(SCRIPTS);

export default command({
  usage: "completion SHELL",
  about: ["Print a script that makes a shell complete kubectl's commands, types, names and flags."],
  examples: [["For bash", "source <(kubectl completion bash)"]],
  flags: {},
  async run({ operands, path }, kube) {
    if (operands.length === 0) throw usageError(path, "Shell not specified.");
    if (operands.length > 1) throw usageError(path, "Too many arguments. Expected only the shell type.");
    const [shell = ""] = operands;
    if (!SHELLS.includes(shell)) throw usageError(path, `Unsupported shell type ${JSON.stringify(shell)}.`);
    await kube.out(SCRIPTS[shell]!);
  },
});
