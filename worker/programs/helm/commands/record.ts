import type { HelmFlags } from "../cli/flagTypes.ts";
import type { Helm } from "../helm.ts";
import { checkRecordName } from "../release/names.ts";
import type { Release } from "../release/release.ts";
import { ReleaseStorage } from "../release/storage.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";

export const REVISION_FLAG = {
  revision: { type: "int", help: "the revision meant, the newest where absent", shown: "" },
} as const satisfies HelmFlags;

/** The stored revision that a command names. @throws HelmError */
export async function namedRelease(helm: Helm, name: string, revision: number): Promise<Release> {
  await assertReachable(helm);
  checkRecordName(name);
  return new ReleaseStorage(helm, await helm.namespace()).get(name, revision);
}
