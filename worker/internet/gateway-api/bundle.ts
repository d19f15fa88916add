import { definitions } from "./definitions/index.ts";
import { type Edition, minorOf } from "./edition.ts";
import type { Manifest } from "./manifest.ts";
import { holding, type Line } from "./notation.ts";
import { safeUpgrades } from "./safeUpgrades.ts";
import { Definitions, type Schema, Schemas } from "./schema.ts";

const GROUP = "gateway.networking.k8s.io";
const EXPERIMENTAL_GROUP = "gateway.networking.x-k8s.io";

/** The pull request in which the API's reviewers approved a bundle; earlier ones name the first of these. */
const approvedBy = (version: string): string =>
  `https://github.com/kubernetes-sigs/gateway-api/pull/${minorOf(version) >= 6 ? 4530 : 3328}`;

let read: Definitions | undefined;

/** One file of config/crd: "gateway.networking.k8s.io_gateways.yaml". */
export interface BundleFile {
  readonly name: string;
  readonly objects: readonly Manifest[];
}

/** The files of an edition, in the order in which an install bundle has them. */
export function bundleFiles(edition: Edition): readonly BundleFile[] {
  read ??= new Definitions(definitions);
  const own = read;
  const schemas = new Schemas(own, edition);
  const files = own.kinds(edition).map((line): BundleFile => {
    const definition = customResourceDefinition(line, own, schemas, edition);
    const { group, names } = definition.spec as { readonly group: string; readonly names: { readonly plural: string } };
    return { name: `${group}_${names.plural}.yaml`, objects: [definition] };
  });
  const policy = safeUpgrades(edition);
  if (policy) files.push({ name: `${GROUP}_vap_safeupgrades.yaml`, objects: policy });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function customResourceDefinition(line: Line, own: Definitions, schemas: Schemas, edition: Edition): Manifest {
  const [, kind = "", plural = "", ...words] = line.text.split(" ");
  const has = (word: string) => words.includes(word);
  const shortNames = words.filter((word) => !["cluster", "stateless", "policy"].includes(word));
  const group = kind.startsWith("X") ? EXPERIMENTAL_GROUP : GROUP;
  const lines = holding(line.children, edition);
  const columns = lines.filter(({ text }) => text.startsWith("column ")).map(({ text }) => column(text));
  const versions = lines
    .filter(({ text }) => text.startsWith("version "))
    .map(({ text }) =>
      version(text, { kind, columns, stateless: has("stateless"), root: (type) => own.root(type, schemas) }),
    );
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      annotations: { "api-approved.kubernetes.io": approvedBy(edition.version), ...bundleAnnotations(edition) },
      ...(has("policy") ? { labels: { "gateway.networking.k8s.io/policy": "Direct" } } : {}),
      name: `${plural}.${group}`,
    },
    spec: {
      group,
      names: {
        categories: ["gateway-api"],
        kind,
        listKind: `${kind}List`,
        plural,
        ...(shortNames.length > 0 ? { shortNames } : {}),
        singular: kind.toLowerCase(),
      },
      scope: has("cluster") ? "Cluster" : "Namespaced",
      versions,
    },
  };
}

/** What every object of a bundle carries, so that installers can tell what is there. */
export const bundleAnnotations = ({ version: bundle, channel }: Edition) => ({
  "gateway.networking.k8s.io/bundle-version": bundle,
  "gateway.networking.k8s.io/channel": channel,
});

/** "column Name .json.path wide" */
function column(text: string): Schema {
  const [, name, jsonPath, wide] = text.split(" ");
  return {
    jsonPath,
    name,
    ...(wide ? { priority: 1 } : {}),
    type: jsonPath === ".metadata.creationTimestamp" ? "date" : "string",
  };
}

/** "version v1alpha2 storage deprecated unserved bare : Type" */
function version(
  text: string,
  of: {
    readonly kind: string;
    readonly columns: readonly Schema[];
    readonly stateless: boolean;
    readonly root: (type: string) => Schema;
  },
): Schema {
  const [words = "", type = of.kind] = text.split(" : ");
  const [, name, ...flags] = words.split(" ");
  const deprecationWarning = `The ${name} version of ${of.kind} has been deprecated and will be removed in a future release of the API. Please upgrade to v1.`;
  return {
    ...(flags.includes("bare") ? {} : { additionalPrinterColumns: of.columns }),
    ...(flags.includes("deprecated") ? { deprecated: true, deprecationWarning } : {}),
    name,
    schema: { openAPIV3Schema: of.root(type) },
    served: !flags.includes("unserved"),
    storage: flags.includes("storage"),
    subresources: of.stateless ? {} : { status: {} },
  };
}
