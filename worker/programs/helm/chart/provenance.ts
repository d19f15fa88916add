import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { fetchBytes } from "../repo/fetch.ts";

/** What is asked of the signature beside an archive: that it is good (`--verify`), or only that it is fetched (`--prov`). */
export interface ProvenanceWish {
  readonly verify: boolean;
  readonly insecure: boolean;
}

/**
 * The signature of a chart that was fetched. Undefined, with a warning, where there is none and none is needed.
 *
 * @param reference as it was typed
 * @throws HelmError where one is needed and missing
 */
export async function provenanceOf(
  helm: Helm,
  reference: string,
  url: string,
  { verify, insecure }: ProvenanceWish,
): Promise<Uint8Array | undefined> {
  try {
    if (!url.startsWith("oci://")) return await fetchBytes(helm.io, `${url}.prov`, { insecure });
    throw new HelmError(`manifest does not contain a layer with mediatype ${PROVENANCE_LAYER}`);
  } catch (error) {
    if (verify) throw new HelmError(`failed to fetch provenance ${JSON.stringify(`${url}.prov`)}`);
    await helm.out(`WARNING: Verification not found for ${reference}: ${messageOf(error)}\n`);
    return undefined;
  }
}

/** Charts are put into registries without it here. */
const PROVENANCE_LAYER = "application/vnd.cncf.helm.chart.provenance.v1.prov";

/** Checks a chart that lies here against the signature beside it. Nobody has public keys here. @throws HelmError, always */
export function verifyLocal(helm: Helm, shown: string): never {
  const { files } = helm.io;
  const stat = files.stat(helm.path(shown));
  if (!stat) throw new HelmError(`stat ${shown}: no such file or directory`);
  if (stat.type === "directory") throw new HelmError("unpacked charts cannot be verified");
  if (!/\.(tgz|tar\.gz)$/.test(shown)) throw new HelmError("chart must be a tgz file");
  const signature = `${shown}.prov`;
  if (!files.stat(helm.path(signature))) {
    throw new HelmError(`could not load provenance file ${signature}: stat ${signature}: no such file or directory`);
  }
  throw new HelmError(noKeyring(helm));
}

export function noKeyring({ io }: Helm): string {
  const keyring = `${io.env.GNUPGHOME ?? `${io.env.HOME ?? "/"}/.gnupg`}/pubring.gpg`;
  return `failed to load keyring: open ${keyring}: no such file or directory`;
}
