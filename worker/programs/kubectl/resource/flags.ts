import type { FlagTable } from "../cli/flags.ts";

/** -f, -k and -R. */
export const FILE_FLAGS = {
  filename: { type: "list", short: "f", help: "File, directory or URL with the objects meant; - is stdin." },
  kustomize: { type: "string", short: "k", help: "Directory with a kustomization. Not together with -f or -R." },
  recursive: { type: "bool", short: "R", help: "Go into the directories below the one named by -f." },
} as const satisfies FlagTable;

export const SELECTOR_FLAG = {
  selector: {
    type: "string",
    short: "l",
    help: "Label query to filter on: '=', '==', '!=', 'in', 'notin' (-l key1=value1,key2=value2,key3 in (value3)). All must hold.",
  },
} as const satisfies FlagTable;

export const FIELD_SELECTOR_FLAG = {
  fieldSelector: {
    type: "string",
    help: "Field query to filter on: '=', '==', '!=' (--field-selector key1=value1,key2=value2). The server knows few fields a type.",
  },
} as const satisfies FlagTable;

export const ALL_NAMESPACES_FLAG = {
  allNamespaces: {
    type: "bool",
    short: "A",
    help: "Look in all namespaces; the namespace of the context and --namespace do not count.",
  },
} as const satisfies FlagTable;

export const DRY_RUN_FLAG = {
  dryRun: {
    type: "string",
    value: "none",
    alone: "unchanged",
    help: 'One of "none", "server" or "client". client prints what would be sent; server asks without keeping anything.',
  },
} as const satisfies FlagTable;

export const fieldManagerFlag = (name: string) =>
  ({ fieldManager: { type: "string", value: name, help: "Name under which changed fields are recorded." } }) as const;

export const VALIDATE_FLAG = {
  validate: {
    type: "string",
    value: "strict",
    alone: "strict",
    help: "One of strict (or true), warn, ignore (or false): what the server does about unknown or doubled fields.",
  },
} as const satisfies FlagTable;

export const SAVE_CONFIG_FLAG = {
  saveConfig: { type: "bool", help: "Keep the object's configuration in its annotation, for later kubectl apply." },
} as const satisfies FlagTable;

const TEMPLATE_FLAGS = {
  allowMissingTemplateKeys: {
    type: "bool",
    value: true,
    help: "Pass over missing fields and keys in templates. For golang and jsonpath output.",
  },
  showManagedFields: { type: "bool", help: "Keep managedFields when printing JSON or YAML." },
  template: { type: "string", help: "Template, or file with one, for -o=go-template and -o=go-template-file." },
} as const satisfies FlagTable;

export const OBJECT_FORMATS =
  "json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file";

/** -o and its companions for commands that print objects. */
export const PRINT_FLAGS = {
  ...TEMPLATE_FLAGS,
  output: { type: "string", short: "o", help: `Output format. One of: (${OBJECT_FORMATS}).` },
} as const satisfies FlagTable;

export const TABLE_PRINT_FLAGS = {
  ...TEMPLATE_FLAGS,
  output: {
    type: "string",
    short: "o",
    help: `Output format. One of: (${OBJECT_FORMATS}, custom-columns, custom-columns-file, wide).`,
  },
} as const satisfies FlagTable;
