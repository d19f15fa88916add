import { resolvePath } from "../../../shell/files.ts";
import { command, commandGroup } from "../cli/command.ts";
import { PlainFailure } from "../cli/errors.ts";

const list = command({
  usage: "plugin list [flags]",
  about: ["List the programs on PATH whose names begin with kubectl-."],
  examples: [["All", "kubectl plugin list"]],
  flags: { nameOnly: { type: "bool", help: "Only the names of the files" } },
  async run({ flags, find }, kube) {
    const { files, env, cwd } = kube.io;
    const errors: string[] = [];
    const plugins: string[] = [];
    const folders = new Set((env.PATH ?? "").split(":").filter((folder) => folder.trim() !== ""));
    for (const folder of folders) {
      const path = resolvePath(cwd, folder);
      if (files.stat(path)?.type !== "directory") {
        const why = `open ${folder}: no such file or directory`;
        await kube.err(`Unable to read directory ${JSON.stringify(folder)} from your PATH: ${why}. Skipping...\n`);
        continue;
      }
      for (const name of [...files.list(path)].sort()) {
        if (name.startsWith("kubectl-") && files.lstat(`${path}/${name}`)?.type !== "directory")
          plugins.push(`${path}/${name}`);
      }
    }
    if (plugins.length > 0) await kube.out("The following compatible plugins are available:\n\n");
    else errors.push("error: unable to find any kubectl plugins in your PATH");
    const seen = new Map<string, string>();
    let warnings = 0;
    for (const path of plugins) {
      const name = path.split("/").at(-1)!;
      await kube.out(`${flags.nameOnly ? name : path}\n`);
      const problems: string[] = [];
      if (((files.stat(path)?.mode ?? 0) & 0o111) === 0)
        problems.push(`warning: ${path} identified as a kubectl plugin, but it is not executable`);
      const before = seen.get(name);
      if (before) problems.push(`warning: ${path} is overshadowed by a similarly named plugin: ${before}`);
      else seen.set(name, path);
      const found = await find(name.split("-").slice(1));
      if (found.path.length > 1) {
        problems.push(`warning: ${name} overwrites existing command: ${JSON.stringify(found.path.join(" "))}`);
      }
      for (const problem of problems) await kube.err(`  - ${problem}\n`);
      warnings += problems.length;
    }
    if (warnings === 1) errors.push("error: one plugin warning was found");
    if (warnings > 1) errors.push(`error: ${warnings} plugin warnings were found`);
    if (errors.length > 0) throw new PlainFailure(errors.join("\n"));
  },
});

export default commandGroup({
  usage: "plugin [flags]",
  about: [
    "Work with plugins.",
    "A plugin is a program on PATH: kubectl-foo-bar is run by `kubectl foo bar`. It gets the words that are left.",
  ],
  examples: [["The plugins that there are", "kubectl plugin list"]],
  subcommands: [
    { name: "list", summary: "List all visible plugin executables on a user's PATH", load: async () => list },
  ],
});
