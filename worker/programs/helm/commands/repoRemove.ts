import { helmCommand } from "../cli/command.ts";
import { HelmError } from "../errors.ts";
import { chartListPath, indexPath } from "../repo/chartIndex.ts";
import { readRepositories, writeRepositories } from "../repo/repositories.ts";

export const repoRemove = helmCommand({
  usage: "repo remove [REPO1 [REPO2 ...]]",
  about: ["Forget repositories."],
  flags: {},
  operands: { atLeast: 1 },
  async run({ operands }, helm) {
    let known = readRepositories(helm) ?? [];
    if (known.length === 0) throw new HelmError("no repositories configured");
    for (const name of operands) {
      if (!known.some((one) => one.name === name)) throw new HelmError(`no repo named ${JSON.stringify(name)} found`);
      known = known.filter((one) => one.name !== name);
      writeRepositories(helm, known);
      for (const path of [chartListPath(helm, name), indexPath(helm, name)]) {
        if (helm.io.files.stat(path)) helm.io.files.remove(path);
      }
      await helm.out(`${JSON.stringify(name)} has been removed from your repositories\n`);
    }
  },
});
