import { helmCommand } from "../cli/command.ts";
import { HelmError, messageOf } from "../errors.ts";
import { downloadIndex } from "../repo/chartIndex.ts";
import { readRepositories } from "../repo/repositories.ts";

export const repoUpdate = helmCommand({
  usage: "repo update [REPO1 [REPO2 ...]]",
  about: ["Fetch the indexes of repositories anew: all of them, or those named."],
  flags: { timeout: { type: "duration", value: 120_000, help: "longest wait for an index" } },
  operands: "any",
  async run({ operands }, helm) {
    const known = readRepositories(helm) ?? [];
    if (known.length === 0) throw new HelmError("no repositories found. You must add one before updating");
    for (const name of operands) {
      if (known.some((one) => one.name === name)) continue;
      throw new HelmError(`no repositories found matching '${name}'.  Nothing will be updated`);
    }
    await helm.out("Hang tight while we grab the latest from your chart repositories...\n");
    const failed: string[] = [];
    for (const repository of known.filter((one) => operands.length === 0 || operands.includes(one.name))) {
      const { name, url } = repository;
      try {
        await downloadIndex(helm, repository);
        await helm.out(`...Successfully got an update from the ${JSON.stringify(name)} chart repository\n`);
      } catch (error) {
        failed.push(url);
        await helm.out(
          `...Unable to get an update from the ${JSON.stringify(name)} chart repository (${url}):\n\t${messageOf(error)}\n`,
        );
      }
    }
    if (failed.length > 0) throw new HelmError(`failed to update the following repositories: [${failed.join(" ")}]`);
    await helm.out("Update Complete. ⎈Happy Helming!⎈\n");
  },
});
