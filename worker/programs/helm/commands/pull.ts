import { cleanPath } from "../../../base/sprig/paths.ts";
import type { FlagValues } from "../../kubectl/cli/flags.ts";
import { readArchive } from "../chart/archive.ts";
import { loadChart } from "../chart/load.ts";
import { isRegistry, resolveChart, versionOf } from "../chart/locate.ts";
import { noKeyring, provenanceOf } from "../chart/provenance.ts";
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
      const { file, data, from } = await download(helm, reference, flags);
      if (flags.untar) unpack(helm, reference, data, flags);
      else place(helm, flags.destination, file, data);
      if (flags.verify || flags.prov) {
        const wish = { verify: flags.verify, insecure: flags.insecureSkipTlsVerify };
        const prov = await provenanceOf(helm, reference, from, wish);
        if (prov && !flags.untar) place(helm, flags.destination, `${file}.prov`, prov);
        if (flags.verify) throw new HelmError(noKeyring(helm));
      }
    }
  },
});

/** Writes the archive beside a draft of itself, as helm does: what keeps the draft from being made is told of. */
function place(helm: Helm, destination: string, file: string, data: Uint8Array): void {
  const folder = helm.path(destination);
  const stat = helm.io.files.stat(folder);
  const draft = `${cleanPath(`${destination}/${file}`)}${helm.io.random.stream("temporary").below(2 ** 32)}`;
  if (!stat) throw new HelmError(`open ${draft}: no such file or directory`);
  if (stat.type !== "directory") throw new HelmError(`open ${draft}: not a directory`);
  helm.keep(`${folder}/${file}`, data);
}

/** Unpacks below --untardir; a folder with the name that was typed must not be there yet, and is afterwards. */
function unpack(
  helm: Helm,
  reference: string,
  data: Uint8Array,
  { destination, untardir }: { readonly destination: string; readonly untardir: string },
): void {
  const folder = untardir.startsWith("/") ? untardir : cleanPath(`${destination}/${untardir}`);
  const typed = reference.slice(reference.lastIndexOf("/") + 1);
  const checked = folder === "." ? typed : cleanPath(`${folder}/${typed}`);
  if (helm.io.files.stat(helm.path(checked))) {
    throw new HelmError(`failed to untar: a file or directory with the name ${checked} already exists`);
  }
  helm.io.files.makeDirectory(helm.path(checked), { parents: true });
  const files = readArchive(data);
  const { name } = loadChart(files).metadata;
  for (const one of files) helm.keep(`${helm.path(folder)}/${name}/${one.name}`, one.data);
}

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
    return {
      file: `${repository.slice(repository.lastIndexOf("/") + 1)}-${tag || rest.digest}.tgz`,
      data,
      from: withScheme(exact),
    };
  }
  const { url, insecure } = await resolveChart(helm, choice);
  const data = await fetchBytes(helm.io, url, { insecure });
  return { file: url.slice(url.lastIndexOf("/") + 1), data, from: url };
}

const withScheme = (reference: string): string => (reference.startsWith("oci://") ? reference : `oci://${reference}`);
