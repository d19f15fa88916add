import type { HelmFlags } from "./flagTypes.ts";

/** The flags that every command takes. */
export const GLOBAL_FLAGS = {
  burstLimit: { type: "int", value: 100, help: "how many requests may be sent in one burst" },
  color: { type: "string", value: "auto", help: "whether to use colours (never, auto, always)" },
  colour: { type: "string", value: "auto", help: "whether to use colours (never, auto, always)" },
  contentCache: { type: "string", help: "folder with what was fetched before, such as charts" },
  debug: { type: "bool", help: "say more" },
  kubeApiserver: { type: "string", help: "address and port of the Kubernetes API server" },
  kubeAsGroup: { type: "array", help: "group to act as, may be given several times" },
  kubeAsUser: { type: "string", help: "user to act as" },
  kubeCaFile: { type: "string", help: "file with the authority that signed the API server's certificate" },
  kubeContext: { type: "string", help: "name of the kubeconfig context to use" },
  kubeInsecureSkipTlsVerify: { type: "bool", help: "do not check the API server's certificate" },
  kubeTlsServerName: { type: "string", help: "name to expect in the API server's certificate" },
  kubeToken: { type: "string", help: "bearer token for the API server" },
  kubeconfig: { type: "string", help: "path of the kubeconfig file" },
  namespace: { type: "string", short: "n", help: "namespace of this request" },
  qps: { type: "string", value: "", word: "float32", help: "requests a second when talking to the API server" },
  registryConfig: { type: "string", help: "path of the registry configuration file" },
  repositoryCache: { type: "string", help: "folder with the indexes of repositories" },
  repositoryConfig: { type: "string", help: "file with names and addresses of repositories" },
} as const satisfies HelmFlags;

export type GlobalFlags = typeof GLOBAL_FLAGS;

export const OUTPUT_FLAG = {
  output: {
    type: "string",
    short: "o",
    value: "table",
    word: "format",
    help: "print in this format. Allowed values: table, json, yaml",
  },
} as const satisfies HelmFlags;

export const VALUE_FLAGS = {
  values: {
    type: "array",
    short: "f",
    word: "strings",
    help: "a YAML file or URL with values (may be given several times)",
  },
  set: {
    type: "array",
    help: "values on the command line (several times, or separated by commas: key1=val1,key2=val2)",
  },
  setFile: { type: "array", help: "values that are read from files (key1=path1,key2=path2)" },
  setJson: { type: "array", help: "JSON values (key1=json1,key2=json2, or one JSON object)" },
  setLiteral: { type: "array", help: "a value taken literally" },
  setString: { type: "array", help: "values that stay text (key1=val1,key2=val2)" },
} as const satisfies HelmFlags;

export const CHART_FLAGS = {
  caFile: { type: "string", help: "check HTTPS servers against this CA bundle" },
  certFile: { type: "string", help: "client certificate for HTTPS" },
  insecureSkipTlsVerify: { type: "bool", help: "do not check the certificate of the chart's server" },
  keyFile: { type: "string", help: "key of the client certificate" },
  keyring: { type: "string", help: "public keys for verification", hidden: true },
  passCredentials: { type: "bool", help: "pass credentials to every domain" },
  password: { type: "string", help: "password of the chart repository" },
  plainHttp: { type: "bool", help: "fetch charts over plain HTTP" },
  repo: { type: "string", help: "URL of the repository in which to look for the chart" },
  username: { type: "string", help: "user name for the chart repository" },
  verify: { type: "bool", help: "verify the package before using it" },
  version: { type: "string", help: "version of the chart, or a range such as ^2.0.0; the latest where absent" },
  devel: {
    type: "bool",
    help: "development versions count too; the same as version '>0.0.0-0'. Ignored with --version",
  },
} as const satisfies HelmFlags;

export const WAIT_FLAGS = {
  wait: {
    type: "string",
    value: "hookOnly",
    alone: "watcher",
    word: "WaitStrategy[=watcher]",
    help: "wait until everything is ready, at most --timeout long: 'watcher', 'hookOnly' or 'legacy'",
    shown: "hookOnly",
    warns: {
      true: "--wait=true is deprecated (boolean value) and can be replaced with --wait=watcher",
      false: "--wait=false is deprecated (boolean value) and can be replaced with --wait=hookOnly",
    },
  },
  waitForJobs: { type: "bool", help: "with --wait, wait for Jobs to complete too" },
  timeout: { type: "duration", value: 300_000, help: "longest wait for one Kubernetes operation" },
} as const satisfies HelmFlags;

/** Flags that install and upgrade share. */
export const CHANGE_FLAGS = {
  ...VALUE_FLAGS,
  ...CHART_FLAGS,
  ...WAIT_FLAGS,
  atomic: { type: "bool", help: "", hidden: true, deprecated: "use --rollback-on-failure instead" },
  createNamespace: { type: "bool", help: "create the release's namespace when it is missing" },
  dependencyUpdate: { type: "bool", help: "fetch missing dependencies before installing" },
  description: { type: "string", help: "a description of your own" },
  disableOpenapiValidation: { type: "bool", help: "do not check templates against the server's schema" },
  dryRun: {
    type: "string",
    value: "none",
    alone: "unset",
    help: 'only simulate: "client", "server" or "none"; alone it is "client"',
  },
  enableDns: { type: "bool", help: "look names up while rendering" },
  force: { type: "bool", help: "", hidden: true, deprecated: "use --force-replace instead" },
  forceConflicts: { type: "bool", help: "let server-side apply take fields from others" },
  forceReplace: { type: "bool", help: "replace objects instead of patching them" },
  hideNotes: { type: "bool", help: "do not show the chart's notes" },
  hideSecret: { type: "bool", help: "hide Secrets in a dry run" },
  labels: { type: "list", short: "l", word: "stringToString", shown: "[]", help: "labels for the release's record" },
  noHooks: { type: "bool", help: "run no hooks" },
  postRenderer: { type: "string", word: "postRendererString", help: "plugin that changes what was rendered" },
  postRendererArgs: {
    type: "array",
    word: "postRendererArgsSlice",
    shown: "[]",
    help: "arguments of the post-renderer",
  },
  renderSubchartNotes: { type: "bool", help: "show the notes of subcharts too" },
  rollbackOnFailure: { type: "bool", help: "undo everything when it fails; implies --wait" },
  skipCrds: { type: "bool", help: "do not install what is in crds/" },
  skipSchemaValidation: { type: "bool", help: "do not check values against the chart's schema" },
  takeOwnership: { type: "bool", help: "take over existing objects of others" },
} as const satisfies HelmFlags;
