import { readArchive } from "../chart/archive.ts";
import { resolveChart } from "../chart/locate.ts";
import { helmCommand } from "../cli/command.ts";
import { CHART_FLAGS } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import { fetchBytes } from "../repo/fetch.ts";

export const pull = helmCommand({
  usage: "pull [chart URL | repo/chartname] [...]",
  about: ["Fetch charts from a repository, and unpack them with --untar."],
  flags: {
    ...CHART_FLAGS,
    destination: { type: "string", short: "d", value: ".", help: "folder for the archive; with --untar below it" },
    untar: { type: "bool", help: "unpack the archive" },
    untardir: { type: "string", value: ".", help: "folder to unpack into" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    for (const reference of operands) {
      const insecure = flags.insecureSkipTlsVerify;
      const { url } = await resolveChart(helm, {
        reference,
        version: flags.version,
        repo: flags.repo,
        devel: flags.devel,
        insecure,
      });
      const data = await fetchBytes(helm.io, url, { insecure });
      const file = url.slice(url.lastIndexOf("/") + 1);
      if (!flags.untar) {
        helm.keep(`${helm.path(flags.destination)}/${file}`, data);
        continue;
      }
      const root = `${helm.path(flags.destination)}/${flags.untardir}`.replace(/\/\.$/, "");
      const files = readArchive(data);
      const name = file.replace(/-\d[^/]*\.tgz$/, "");
      if (helm.io.files.stat(`${root}/${name}`)) {
        throw new HelmError(
          `failed to untar: a file or directory with the name ${flags.untardir === "." ? "" : `${flags.untardir}/`}${name} already exists`,
        );
      }
      for (const one of files) helm.keep(`${root}/${name}/${one.name}`, one.data);
    }
  },
});
