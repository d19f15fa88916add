import { fromBase64 } from "../../../base/base64.ts";
import { goYaml } from "../../../base/goprint/index.ts";
import { utf8 } from "../../../base/streams.ts";
import { type Call, type Command, command } from "../cli/command.ts";
import { CommandError, UsageError, usageError } from "../cli/errors.ts";
import { base64 } from "../create/sources.ts";
import { type Json, type JsonObject, listAt, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { type ConfigFile, EMPTY_CONFIG, type MergedConfig, type Section, withEntry } from "./kubeconfig.ts";

/** The file that new values go to: the first of the chain that exists, else its last. */
const newHome = (config: MergedConfig): ConfigFile => config.files.find((file) => file.exists) ?? config.files.at(-1)!;

const shownPath = (config: MergedConfig): string => newHome(config).path;

function save(kube: Kube, file: ConfigFile, content: JsonObject): void {
  const folder = file.path.slice(0, file.path.lastIndexOf("/")) || "/";
  if (!kube.io.files.stat(folder)) kube.io.files.makeDirectory(folder, { parents: true });
  kube.io.files.write(file.path, goYaml({ ...EMPTY_CONFIG, ...content, kind: "Config", apiVersion: "v1" }), {
    mode: 0o600,
  });
}

/** Writes an entry into the file that has it, or into the one for new values. */
export async function putEntry(
  kube: Kube,
  section: Section,
  name: string,
  body: JsonObject | undefined,
): Promise<void> {
  const config = await kube.config();
  const entry = config[section].find((one) => one.name === name);
  const file = config.files.find((one) => one.path === entry?.file) ?? newHome(config);
  save(kube, file, withEntry(file.content, section, name, body));
}

async function putCurrentContext(kube: Kube, name: string): Promise<void> {
  const config = await kube.config();
  const file = config.files.find((one) => textAt(one.content, "current-context") !== "") ?? newHome(config);
  save(kube, file, { ...file.content, "current-context": name });
}

/** A file that is to be embedded must be there. @throws CommandError */
export function checkFile(kube: Kube, flag: string, path: string, embedded: boolean): void {
  if (!embedded || path === "" || kube.io.files.stat(kube.path(path))) return;
  throw new CommandError(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`);
}

/** The operands, if they are so many. @throws UsageError after printing the command's help */
async function operandsOf(call: Pick<Call, "operands" | "showHelp">, count: number): Promise<readonly string[]> {
  const { operands } = call;
  if (operands.length === count && operands[0] !== "") return operands;
  await call.showHelp();
  throw new UsageError(`Unexpected args: [${operands.join(" ")}]`);
}

async function onlyOperand(call: Pick<Call, "operands" | "showHelp">): Promise<string> {
  return (await operandsOf(call, 1))[0]!;
}

export const useContext = command({
  usage: "config use-context CONTEXT_NAME",
  about: ["Set the current-context in a kubeconfig file."],
  examples: [["Use the cluster minikube", "kubectl config use-context minikube"]],
  flags: {},
  async run(call, kube) {
    const name = await onlyOperand(call);
    const config = await kube.config();
    if (!config.contexts.some((one) => one.name === name))
      throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`);
    await putCurrentContext(kube, name);
    await kube.out(`Switched to context ${JSON.stringify(name)}.\n`);
  },
});

export const setContext = command({
  usage:
    "config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
  about: ["Set a context entry in kubeconfig.", "What is not given stays as it is."],
  examples: [["The namespace of the current context", "kubectl config set-context --current --namespace=shop"]],
  flags: {
    cluster: { type: "string", help: "cluster of the context" },
    current: { type: "bool", help: "Change the current context" },
    namespace: { type: "string", short: "n", help: "namespace of the context" },
    user: { type: "string", help: "user of the context" },
  },
  async run(call, kube) {
    const { flags, operands, changed } = call;
    const config = await kube.config();
    if (operands.length > 1) await operandsOf(call, 1);
    if (operands.length === 1 && flags.current) {
      throw new CommandError("you cannot specify both a context name and --current");
    }
    if (operands.length === 0 && !flags.current)
      throw new CommandError("you must specify a non-empty context name or --current");
    const name = flags.current ? config.currentContext : operands[0]!;
    if (flags.current && name === "") throw new CommandError("no current context is set");
    const old = config.contexts.find((one) => one.name === name);
    const body: Record<string, Json | undefined> = { cluster: "", user: "", ...old?.body };
    for (const key of ["cluster", "user", "namespace"] as const) if (changed.has(key)) body[key] = flags[key];
    if (body.namespace === "") delete body.namespace;
    await putEntry(kube, "contexts", name, body);
    await kube.out(`Context ${JSON.stringify(name)} ${old ? "modified" : "created"}.\n`);
  },
});

export const setCluster = command({
  usage:
    "config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
  about: ["Set a cluster entry in kubeconfig.", "What is not given stays as it is."],
  examples: [["The server of a cluster", "kubectl config set-cluster e2e --server=https://1.2.3.4"]],
  flags: {
    certificateAuthority: { type: "string", help: "file with the authority's certificate" },
    embedCerts: { type: "bool", help: "put the certificate itself into the kubeconfig" },
    insecureSkipTlsVerify: { type: "bool", help: "do not check the server's certificate" },
    proxyUrl: { type: "string", help: "proxy to reach the server through" },
    server: { type: "string", help: "address of the server" },
    tlsServerName: { type: "string", help: "name to expect in the server's certificate" },
  },
  async run(call, kube) {
    const { flags, changed } = call;
    const name = await onlyOperand(call);
    if (flags.insecureSkipTlsVerify && flags.certificateAuthority) {
      throw new CommandError("you cannot specify a certificate authority and insecure mode at the same time");
    }
    checkFile(kube, "certificate-authority", flags.certificateAuthority, flags.embedCerts);
    const old = (await kube.config()).clusters.find((one) => one.name === name);
    const body: Record<string, Json | undefined> = { server: "", ...old?.body };
    if (changed.has("server")) body.server = flags.server;
    if (changed.has("tlsServerName")) body["tls-server-name"] = flags.tlsServerName;
    if (changed.has("proxyUrl")) body["proxy-url"] = flags.proxyUrl;
    if (changed.has("insecureSkipTlsVerify"))
      body["insecure-skip-tls-verify"] = flags.insecureSkipTlsVerify || undefined;
    if (flags.certificateAuthority) {
      const path = kube.path(flags.certificateAuthority);
      delete body["insecure-skip-tls-verify"];
      delete body["certificate-authority"];
      delete body["certificate-authority-data"];
      if (flags.embedCerts) body["certificate-authority-data"] = base64(kube.io.files.read(path));
      else body["certificate-authority"] = path;
    } else if (body["insecure-skip-tls-verify"]) {
      delete body["certificate-authority"];
      delete body["certificate-authority-data"];
    }
    await putEntry(kube, "clusters", name, body);
    await kube.out(`Cluster ${JSON.stringify(name)} set.\n`);
  },
});

function deleting(section: Section, word: string): Command {
  return command({
    usage: `config delete-${word} NAME`,
    about: [`Delete the specified ${word} from the kubeconfig.`],
    examples: [["One", `kubectl config delete-${word} minikube`]],
    flags: {},
    async run({ operands, showHelp, path: commandPath }, kube) {
      if (operands.length === 0 && word === "user") throw usageError(commandPath, "user to delete is required");
      if (operands.length !== 1) {
        await showHelp();
        return;
      }
      const name = operands[0]!;
      const config = await kube.config();
      const path = shownPath(config);
      if (!config[section].some((one) => one.name === name))
        throw new CommandError(`cannot delete ${word} ${name}, not in ${path}`);
      if (section === "contexts" && config.currentContext === name) {
        await kube.err(
          'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
        );
      }
      await putEntry(kube, section, name, undefined);
      await kube.out(`deleted ${word} ${name} from ${path}\n`);
    },
  });
}

export const deleteCluster = deleting("clusters", "cluster");
export const deleteContext = deleting("contexts", "context");
export const deleteUser = deleting("users", "user");

export const renameContext = command({
  usage: "config rename-context CONTEXT_NAME NEW_NAME",
  about: ["Rename a context from the kubeconfig file."],
  examples: [["One", "kubectl config rename-context old-name new-name"]],
  flags: {},
  async run(call, kube) {
    const [from = "", to = ""] = await operandsOf(call, 2);
    const config = await kube.config();
    const old = config.contexts.find((one) => one.name === from);
    const path = shownPath(config);
    if (!old) throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${path}`);
    if (config.contexts.some((one) => one.name === to))
      throw new CommandError(
        `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${path}`,
      );
    const file = config.files.find((one) => one.path === old.file)!;
    let content = withEntry(withEntry(file.content, "contexts", from, undefined), "contexts", to, old.body);
    if (config.currentContext === from) content = { ...content, "current-context": to };
    save(kube, file, content);
    await kube.out(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
  },
});

const SECTION_OF: Readonly<Record<string, Section>> = { clusters: "clusters", contexts: "contexts", users: "users" };

const isSection = (word: string): word is Section => word in SECTION_OF;

/** Fields that `set` can fill. */
const FIELDS: Readonly<Record<Section, readonly string[]>> = {
  clusters: [
    "server",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "certificate-authority",
    "certificate-authority-data",
    "proxy-url",
    "disable-compression",
  ],
  contexts: ["cluster", "user", "namespace"],
  users: [
    "client-certificate",
    "client-certificate-data",
    "client-key",
    "client-key-data",
    "token",
    "tokenFile",
    "act-as",
    "act-as-uid",
    "username",
    "password",
  ],
};

const BOOLEAN = /^(?:insecure-skip-tls-verify|disable-compression)$/;

/** @throws CommandError in the words of Go's strconv */
function goBool(text: string): boolean {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new CommandError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** "clusters.kind.server" is the section, the entry's name (which may hold dots) and the field. */
function readProperty(
  property: string,
): { readonly section: Section; readonly name: string; readonly field: string } | "current-context" {
  if (property === "current-context") return property;
  const parts = property.split(".");
  const section = SECTION_OF[parts[0]!];
  if (!section) throw new CommandError(`unable to parse ${property} after [] at api.Config`);
  return {
    section,
    name: parts.slice(1, parts.length > 2 ? -1 : undefined).join("."),
    field: parts.length > 2 ? parts.at(-1)! : "",
  };
}

export const set = command({
  usage: "config set PROPERTY_NAME PROPERTY_VALUE",
  about: [
    "Set an individual value in a kubeconfig file.",
    "PROPERTY_NAME is a path with dots: section, name and field.",
  ],
  examples: [["The server of a cluster", "kubectl config set clusters.my-cluster.server https://1.2.3.4"]],
  flags: { setRawBytes: { type: "bool", help: "Write data fields as they are, not as base64." } },
  async run(call, kube) {
    const [property = "", value = ""] = await operandsOf(call, 2);
    const target = readProperty(property);
    if (target === "current-context") await putCurrentContext(kube, value);
    else {
      const entries = (await kube.config())[target.section];
      if (!FIELDS[target.section].includes(target.field)) {
        throw new CommandError(
          `can't set a map to a value: map[${entries.map((one) => `${one.name}:0xc000000000`).join(" ")}]`,
        );
      }
      const old = entries.find((one) => one.name === target.name);
      const encoded = target.field.endsWith("-data") && !call.flags.setRawBytes;
      const settled = BOOLEAN.test(target.field) ? goBool(value) : encoded ? base64(utf8(fromBase64(value))) : value;
      const body = target.section === "clusters" ? { server: "", ...old?.body } : (old?.body ?? {});
      const shown = target.field.endsWith("-data") && call.flags.setRawBytes ? base64(utf8(value)) : settled;
      await putEntry(kube, target.section, target.name, withField(body, [target.field], shown));
    }
    await kube.out(`Property ${JSON.stringify(property)} set.\n`);
  },
});

export const unset = command({
  usage: "config unset PROPERTY_NAME",
  about: [
    "Unset an individual value in a kubeconfig file.",
    "PROPERTY_NAME is a path with dots: section, name and field.",
  ],
  examples: [["The current context", "kubectl config unset current-context"]],
  flags: {},
  async run(call, kube) {
    const property = await onlyOperand(call);
    if (isSection(property)) {
      for (const file of (await kube.config()).files) {
        if (listAt(file.content, property).length > 0) save(kube, file, { ...file.content, [property]: null });
      }
      await kube.out(`Property ${JSON.stringify(property)} unset.\n`);
      return;
    }
    const target = readProperty(property);
    if (target === "current-context") await putCurrentContext(kube, "");
    else {
      // The rest of the path may be all name ("contexts.kind") or name and field ("users.me.token").
      const config = await kube.config();
      const whole = property.slice(target.section.length + 1);
      if (config[target.section].some((one) => one.name === whole))
        await putEntry(kube, target.section, whole, undefined);
      else {
        const old = config[target.section].find((one) => one.name === target.name);
        if (!old && target.field) throw new CommandError(`current map key \`${target.name}\` is invalid`);
        if (old && target.field)
          await putEntry(kube, target.section, target.name, withField(old.body, [target.field], undefined));
      }
    }
    await kube.out(`Property ${JSON.stringify(property)} unset.\n`);
  },
});
