import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { printAs } from "../output/format.ts";
import { uiTable } from "../output/table.ts";
import { type Repository, readRepositories } from "../repo/repositories.ts";

export const repoList = helmCommand({
  usage: "repo list",
  about: ["List the repositories that are known."],
  flags: { ...OUTPUT_FLAG, noHeaders: { type: "bool", help: "print no headers" } },
  operands: "none",
  async run({ flags }, helm) {
    helm.checkOutput(flags.output);
    let known: readonly Repository[] = [];
    try {
      known = readRepositories(helm) ?? [];
    } catch {
      // A file that cannot be read counts as none.
    }
    if (known.length === 0 && flags.output === "table") return helm.err("no repositories to show\n");
    const rows = known.map(({ name, url }) => ({ name, url }));
    await printAs(helm, flags.output, {
      data: rows,
      table: () => uiTable([...(flags.noHeaders ? [] : [["NAME", "URL"]]), ...rows.map((row) => [row.name, row.url])]),
    });
  },
});
