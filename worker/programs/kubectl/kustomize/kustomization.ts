import { CommandError } from "../cli/errors.ts";
import type { FieldSpec } from "./fields.ts";
import type { Loader } from "./loader.ts";
import type { Behavior } from "./resource.ts";
import { checkShape } from "./shape.ts";
import type { ImageChange } from "./transformers.ts";
import type { Tree } from "./tree.ts";

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

export interface Target {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface Patch {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Target;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface Generator {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: Behavior;
  readonly type?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly options?: GeneratorOptions;
}

export interface LabelRule {
  readonly pairs?: Readonly<Record<string, string>>;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

export interface Replacement {
  readonly path?: string;
  readonly source?: Target & { readonly fieldPath?: string; readonly options?: FieldOptions };
  readonly sourceValue?: string;
  readonly targets?: readonly {
    readonly select?: Target;
    readonly reject?: readonly Target[];
    readonly fieldPaths?: readonly string[];
    readonly options?: FieldOptions;
  }[];
}

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface Kustomization {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly components?: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly labels?: readonly LabelRule[];
  readonly images?: readonly ImageChange[];
  readonly imageTags?: readonly ImageChange[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly patches?: readonly Patch[];
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly Patch[];
  readonly replacements?: readonly Replacement[];
  readonly configMapGenerator?: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly generatorOptions?: GeneratorOptions;
  readonly buildMetadata?: readonly string[];
  readonly sortOptions?: {
    readonly order?: string;
    readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
  };
}

/** A kustomization file's text is turned into a value by `parse`. @throws CommandError in kustomize's words */
export async function readKustomization(
  loader: Loader,
  parse: (text: string) => Promise<Tree>,
  warn: (text: string) => Promise<void>,
): Promise<Kustomization> {
  const { files } = loader.kube.io;
  const found = NAMES.filter((name) => files.stat(`${loader.root}/${name}`)?.type === "file");
  if (found.length === 0) {
    throw new CommandError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.root}'`,
    );
  }
  if (found.length > 1) throw new CommandError(`Found multiple kustomization files under: ${loader.root}`);
  let value: Tree;
  try {
    value = await parse(await loader.readText(found[0]!));
    checkShape(value);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`invalid Kustomization: ${error.message}`);
  }
  const read = (value ?? {}) as Kustomization;
  for (const [field, instead] of DEPRECATED) {
    if (read[field] !== undefined && read[field] !== null) {
      const automatic = "Run 'kustomize edit fix' to update your Kustomization automatically.";
      await warn(`# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${automatic}\n`);
    }
  }
  const { apiVersion, kind, ...rest } = read;
  if (Object.values(rest).every((one) => one === null || one === "")) {
    throw new CommandError("kustomization.yaml is empty");
  }
  checkType(read, loader.root);
  return withoutNulls(read);
}

const DEPRECATED: readonly (readonly [keyof Kustomization, string])[] = [
  ["bases", "resources"],
  ["commonLabels", "labels"],
  ["imageTags", "images"],
  ["patchesJson6902", "patches"],
  ["patchesStrategicMerge", "patches"],
];

function checkType({ apiVersion, kind = "Kustomization" }: Kustomization, root: string): void {
  const version = kind === "Component" ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
  const wrong = [
    ...(kind === "Kustomization" || kind === "Component" ? [] : ["kind should be Kustomization or Component"]),
    ...(apiVersion && apiVersion !== version ? [`apiVersion for ${kind} should be ${version}`] : []),
  ];
  if (wrong.length > 0) {
    throw new CommandError(`Failed to read kustomization file under ${root}:\n${wrong.join("\n")}`);
  }
}

const withoutNulls = (read: Kustomization): Kustomization =>
  Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null)) as Kustomization;
