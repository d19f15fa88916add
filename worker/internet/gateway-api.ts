import { CHANNELS, type Edition, VERSIONS } from "./gateway-api/edition.ts";
import { filesOf } from "./gateway-api/names.ts";
import type { Repository } from "./github.ts";

const load = () => import("./gateway-api/index.ts");

/** The releases of the Gateway API and the files of config/crd, as they are linked to. */
export const gatewayApi: Repository = {
  name: "kubernetes-sigs/gateway-api",
  releases: VERSIONS.map((version) => ({
    tag: version,
    assets: CHANNELS.map((channel) => ({
      name: `${channel}-install.yaml`,
      content: async () => (await load()).installYaml({ version, channel }),
      says: `Gateway API ${version}, ${channel} channel`,
    })),
  })),
  files: VERSIONS.flatMap((version) => CHANNELS.flatMap((channel) => crdFiles({ version, channel }))),
};

function crdFiles(edition: Edition): Repository["files"] {
  return filesOf(edition).map((name) => ({
    ref: edition.version,
    path: `config/crd/${edition.channel}/${name}`,
    content: async () => (await load()).fileYaml(edition, name),
  }));
}
