import type { FlagValues } from "../../kubectl/cli/flags.ts";
import { readArchive } from "../chart/archive.ts";
import { loadChart } from "../chart/load.ts";
import { isRegistry, resolveChart, versionOf } from "../chart/locate.ts";
import { helmCommand } from "../cli/command.ts";
import { CHART_FLAGS } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { pullChart, resolveReference } from "../registry/index.ts";
import { fetchBytes } from "../repo/fetch.ts";

export const pull = helmCommand({
  usage: "pull [chart URL | repo/chartname] [...]",
  about: ["Fetch charts from a repository, and unpack them with --untar."],
  flags: {
    ...CHART_FLAGS,
    destination: { type: "string", short: "d", value: ".", help: "folder for the archive; with --untar below it" },
    prov: { type: "bool", help: "fetch the provenance file too, without checking it" },
    untar: { type: "bool", help: "unpack the archive" },
    untardir: { type: "string", value: ".", help: "folder to unpack into" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    for (const reference of operands) {
      const { file, data } = await download(helm, reference, flags);
      if (!flags.untar) {
        helm.keep(`${helm.path(flags.destination)}/${file}`, data);
        continue;
      }
      const root = `${helm.path(flags.destination)}/${flags.untardir}`.replace(/\/\.$/, "");
      const files = readArchive(data);
      const name = loadChart(files).metadata.name;
      if (helm.io.files.stat(`${root}/${name}`)) {
        throw new HelmError(
          `failed to untar: a file or directory with the name ${flags.untardir === "." ? "" : `${flags.untardir}/`}${name} already exists`,
        );
      }
      for (const one of files) helm.keep(`${root}/${name}/${one.name}`, one.data);
    }
  },
});

async function download(helm: Helm, reference: string, flags: FlagValues<typeof CHART_FLAGS>) {
  const choice = {
    reference,
    version: flags.version,
    repo: flags.repo,
    devel: flags.devel,
    insecure: flags.insecureSkipTlsVerify,
    plainHttp: flags.plainHttp,
  };
  if (isRegistry(choice)) {
    const { tag, repository, ...rest } = await resolveReference(helm, reference, versionOf(choice), choice);
    const exact = rest.digest ? reference : `${rest.host}/${repository}:${tag}`;
    const data = await pullChart(helm, exact, "", { ...choice, say: (text) => helm.out(text) });
    return { file: `${repository.slice(repository.lastIndexOf("/") + 1)}-${tag || rest.digest}.tgz`, data };
  }
  const { url, insecure } = await resolveChart(helm, choice);
  return { file: url.slice(url.lastIndexOf("/") + 1), data: await fetchBytes(helm.io, url, { insecure }) };
}
