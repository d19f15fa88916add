import { goYaml } from "../../../base/goprint/index.ts";
import { resolvePath } from "../../../shell/files.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import { base64 } from "../create/sources.ts";
import { isList, isObject, type Json, type JsonObject, listAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { noPrinter, objectPrinter, outputFormat } from "../print/printer.ts";
import { TabWriter } from "../print/tabwriter.ts";
import { PRINT_FLAGS } from "../resource/flags.ts";
import { asDocument, type MergedConfig, type NamedEntry } from "./kubeconfig.ts";

export const currentContext = command({
  usage: "config current-context [flags]",
  about: ["Display the current-context."],
  examples: [["The current context", "kubectl config current-context"]],
  flags: {},
  async run(_call, kube) {
    const config = await kube.config();
    const name = kube.globals.context || config.currentContext;
    if (name === "") throw new CommandError("current-context is not set");
    await kube.out(`${name}\n`);
  },
});

const names = (usage: string, about: string, pick: (config: MergedConfig) => readonly NamedEntry[]) =>
  command({
    usage,
    about: [about],
    flags: {},
    async run(_call, kube) {
      await kube.out(["NAME", ...pick(await kube.config()).map((one) => one.name)].map((line) => `${line}\n`).join(""));
    },
  });

export const getClusters = names(
  "config get-clusters [flags]",
  "Display clusters defined in the kubeconfig.",
  (config) => config.clusters,
);
export const getUsers = names(
  "config get-users [flags]",
  "Display users defined in the kubeconfig.",
  (config) => config.users,
);

export const getContexts = command({
  usage: "config get-contexts [(-o|--output=)name)]",
  about: ["Display one or many contexts from the kubeconfig file."],
  examples: [
    ["All", "kubectl config get-contexts"],
    ["One", "kubectl config get-contexts my-context"],
  ],
  flags: {
    noHeaders: { type: "bool", help: "Leave the column heads out." },
    output: { type: "string", short: "o", help: "Output format. One of: (name)." },
  },
  async run({ flags, operands }, kube) {
    if (flags.output !== "" && flags.output !== "name")
      throw new CommandError(
        `--output ${flags.output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    const config = await kube.config();
    const wanted = operands.length > 0 ? operands : config.contexts.map((one) => one.name);
    const found = wanted.flatMap((name) => config.contexts.filter((one) => one.name === name));
    const missing = wanted.filter((name) => !config.contexts.some((one) => one.name === name));
    if (flags.output === "name") await kube.out(found.map((one) => `${one.name}\n`).join(""));
    else {
      const rows = found.map(({ name, body }) => [
        name === config.currentContext ? "*" : "",
        name,
        textAt(body, "cluster"),
        textAt(body, "user"),
        textAt(body, "namespace"),
      ]);
      if (!flags.noHeaders) rows.unshift(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]);
      await kube.out(new TabWriter().format(rows));
    }
    throwAll(missing.map((name) => new CommandError(`context ${name} not found`)));
  },
});

export const view = command({
  usage: "config view [flags]",
  about: [
    "Display merged kubeconfig settings or a specified kubeconfig file.",
    "-o jsonpath={...} picks single values out of it.",
  ],
  examples: [
    ["All, secrets left out", "kubectl config view"],
    ["With secrets", "kubectl config view --raw"],
    ["The password of the user e2e", `kubectl config view -o jsonpath='{.users[?(@.name == "e2e")].user.password}'`],
  ],
  flags: {
    ...PRINT_FLAGS,
    output: { type: "string", short: "o", value: "yaml", help: PRINT_FLAGS.output.help },
    flatten: { type: "bool", help: "Make the output stand on its own, without other files" },
    merge: { type: "bool", value: true, help: "Merge the files of the chain" },
    minify: { type: "bool", help: "Leave out what the current context does not use" },
    raw: { type: "bool", help: "Show certificates and secrets as they are" },
  },
  async run({ flags, operands, path }, kube) {
    if (operands.length > 0) throw usageError(path, `unexpected arguments: [${operands.join(" ")}]`);
    if (!flags.merge && kube.globals.kubeconfig === "") {
      throw new CommandError("if merge==false a precise file must be specified");
    }
    const config = await kube.config();
    const minified = flags.minify ? minify(config, kube) : config;
    const document = asDocument(flags.flatten ? flattened(minified, kube) : minified);
    const shown = flags.raw || flags.flatten ? document : (redact(document) as JsonObject);
    const { format } = outputFormat(flags);
    if (format === "yaml") return kube.out(goYaml(shown));
    if (format === "json") return kube.out(`${JSON.stringify(inOrder(shown), null, 4)}\n`);
    const printer = (await objectPrinter(kube, flags)) ?? noPrinter(flags.output);
    await kube.out(printer.print(shown));
  },
});

/** @throws CommandError when there is no current context */
function minify(config: MergedConfig, kube: Kube): MergedConfig {
  const name = kube.globals.context || config.currentContext;
  if (name === "") throw new CommandError("current-context must exist in order to minify");
  const context = config.contexts.find((one) => one.name === name);
  if (!context) throw new CommandError(`cannot locate context ${name}`);
  const only = (entries: readonly NamedEntry[], wanted: string) => entries.filter((one) => one.name === wanted);
  return {
    ...config,
    currentContext: name,
    contexts: [context],
    clusters: only(config.clusters, textAt(context.body, "cluster")),
    users: only(config.users, textAt(context.body, "user")),
  };
}

const FILES = ["certificate-authority", "client-certificate", "client-key"];

/** The contents of files instead of their paths. */
function flattened(config: MergedConfig, kube: Kube): MergedConfig {
  const whole = (entry: NamedEntry): NamedEntry => {
    const body: Record<string, Json | undefined> = { ...entry.body };
    for (const field of FILES) {
      const path = textAt(body, field);
      if (path === "") continue;
      delete body[field];
      const from = resolvePath(entry.file.replace(/\/[^/]*$/, ""), path);
      if (!kube.io.files.stat(from)) throw new CommandError(`open ${from}: no such file or directory`);
      body[`${field}-data`] ??= base64(kube.io.files.read(from));
    }
    return { ...entry, body };
  };
  return { ...config, clusters: config.clusters.map(whole), users: config.users.map(whole) };
}

const OMITTED = new Set(["certificate-authority-data", "client-certificate-data", "client-key-data"]);
const REDACTED = new Set(["token", "password"]);

/** Data of certificates and secrets are not shown. */
function redact(value: Json | undefined): Json {
  if (isList(value)) return value.map(redact);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (OMITTED.has(key) && inner) return [key, "DATA+OMITTED"];
      if (REDACTED.has(key) && inner) return [key, "REDACTED"];
      return [key, redact(inner)];
    }),
  );
}

const ORDER = ["kind", "apiVersion", "preferences", "clusters", "users", "contexts", "current-context"];

/** Fields as Go's types have them: names first, then the body. */
function inOrder(document: JsonObject): JsonObject {
  const entry = (item: Json): Json => {
    const { name = null, ...body } = item as JsonObject;
    const [[key, inner] = ["", {}]] = Object.entries(body);
    const fields = Object.entries(inner as JsonObject).map(([field, value]) => [
      field,
      isObject(value) ? sortedBy(value, PLUGIN_ORDER) : value,
    ]);
    return { name, [key]: sortedBy(Object.fromEntries(fields) as JsonObject, BODY_ORDER) };
  };
  const lists = Object.fromEntries(
    ["clusters", "users", "contexts"].map((key) => [
      key,
      isList(document[key]) ? listAt(document, key).map(entry) : null,
    ]),
  );
  return sortedBy({ ...document, ...lists }, ORDER);
}

const PLUGIN_ORDER = [
  "name",
  "config",
  "command",
  "args",
  "env",
  "apiVersion",
  "installHint",
  "provideClusterInfo",
  "interactiveMode",
];

const BODY_ORDER = [
  "server",
  "tls-server-name",
  "insecure-skip-tls-verify",
  "certificate-authority",
  "certificate-authority-data",
  "client-certificate",
  "client-certificate-data",
  "client-key",
  "client-key-data",
  "token",
  "tokenFile",
  "as",
  "username",
  "password",
  "auth-provider",
  "exec",
  "proxy-url",
  "cluster",
  "user",
  "namespace",
];

function sortedBy(object: JsonObject, order: readonly string[]): JsonObject {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => rank(a) - rank(b)));
}
