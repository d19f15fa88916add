import { goYaml } from "../../../base/goprint/index.ts";
import { type Command, command } from "../cli/command.ts";
import { CommandError, UsageError } from "../cli/errors.ts";
import { base64 } from "../create/sources.ts";
import { type Json, type JsonObject, textAt, withField } from "../json.ts";
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
async function putEntry(kube: Kube, section: Section, name: string, body: JsonObject | undefined): Promise<void> {
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

/** @throws UsageError unless there is exactly one operand */
function onlyOperand(operands: readonly string[]): string {
  if (operands.length !== 1 || operands[0] === "") throw new UsageError(`Unexpected args: [${operands.join(" ")}]`);
  return operands[0]!;
}

export const useContext = command({
  usage: "config use-context CONTEXT_NAME",
  about: ["Set the current-context in a kubeconfig file."],
  examples: [["Use the cluster minikube", "kubectl config use-context minikube"]],
  flags: {},
  async run({ operands }, kube) {
    const name = onlyOperand(operands);
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
  async run({ flags, operands, changed }, kube) {
    const config = await kube.config();
    if (operands.length > 1 || (operands.length === 1 && flags.current))
      throw new UsageError(`Unexpected args: [${operands.join(" ")}]`);
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
  async run({ flags, operands, changed }, kube) {
    const name = onlyOperand(operands);
    const old = (await kube.config()).clusters.find((one) => one.name === name);
    const body: Record<string, Json | undefined> = { server: "", ...old?.body };
    if (changed.has("server")) body.server = flags.server.replace(/\/$/, "");
    if (changed.has("tlsServerName")) body["tls-server-name"] = flags.tlsServerName;
    if (changed.has("proxyUrl")) body["proxy-url"] = flags.proxyUrl;
    if (changed.has("insecureSkipTlsVerify"))
      body["insecure-skip-tls-verify"] = flags.insecureSkipTlsVerify || undefined;
    if (flags.certificateAuthority) {
      const path = kube.path(flags.certificateAuthority);
      if (flags.embedCerts) body["certificate-authority-data"] = base64(kube.io.files.read(path));
      else body["certificate-authority"] = path;
    }
    await putEntry(kube, "clusters", name, body);
    await kube.out(`Cluster ${JSON.stringify(name)} set.\n`);
  },
});

export const setCredentials = command({
  usage:
    "config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]",
  about: [
    "Set a user entry in kubeconfig.",
    "What is not given stays as it is. A token and a password exclude each other.",
  ],
  examples: [["A token", "kubectl config set-credentials cluster-admin --token=abc"]],
  flags: {
    clientCertificate: { type: "string", help: "file with the client's certificate" },
    clientKey: { type: "string", help: "file with the client's key" },
    embedCerts: { type: "bool", help: "put certificate and key themselves into the kubeconfig" },
    password: { type: "string", help: "password" },
    token: { type: "string", help: "bearer token" },
    username: { type: "string", help: "user name" },
  },
  async run({ flags, operands, changed }, kube) {
    const name = onlyOperand(operands);
    if (flags.token && (flags.username || flags.password)) {
      throw new CommandError(
        "you cannot specify more than one authentication method at the same time: --token, --username/--password",
      );
    }
    const old = (await kube.config()).users.find((one) => one.name === name);
    const body: Record<string, Json | undefined> = { ...old?.body };
    for (const key of ["token", "username", "password"] as const)
      if (changed.has(key)) body[key] = flags[key] || undefined;
    for (const [key, path] of [
      ["client-certificate", flags.clientCertificate],
      ["client-key", flags.clientKey],
    ] as const) {
      if (!path) continue;
      if (flags.embedCerts) body[`${key}-data`] = base64(kube.io.files.read(kube.path(path)));
      else body[key] = kube.path(path);
    }
    await putEntry(kube, "users", name, body);
    await kube.out(`User ${JSON.stringify(name)} set.\n`);
  },
});

function deleting(section: Section, word: string): Command {
  return command({
    usage: `config delete-${word} NAME`,
    about: [`Delete the specified ${word} from the kubeconfig.`],
    examples: [["One", `kubectl config delete-${word} minikube`]],
    flags: {},
    async run({ operands }, kube) {
      if (operands.length !== 1) throw new UsageError(`exactly one ${word} name is required`);
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
  async run({ operands }, kube) {
    if (operands.length !== 2) throw new UsageError(`Unexpected args: [${operands.join(" ")}]`);
    const [from = "", to = ""] = operands;
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

/** "clusters.kind.server" is the section, the entry's name (which may hold dots) and the field. */
function readProperty(
  property: string,
): { readonly section: Section; readonly name: string; readonly field: string } | "current-context" {
  if (property === "current-context") return property;
  const parts = property.split(".");
  const section = SECTION_OF[parts[0]!];
  if (!section || parts.length < 2) throw new CommandError(`unable to parse ${property} after [] at api.Config`);
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
  async run({ operands }, kube) {
    if (operands.length !== 2) throw new UsageError(`Unexpected args: [${operands.join(" ")}]`);
    const [property = "", value = ""] = operands;
    const target = readProperty(property);
    if (target === "current-context") await putCurrentContext(kube, value);
    else {
      const old = (await kube.config())[target.section].find((one) => one.name === target.name);
      await putEntry(kube, target.section, target.name, withField(old?.body ?? {}, [target.field], value));
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
  async run({ operands }, kube) {
    const property = onlyOperand(operands);
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
        if (old && target.field)
          await putEntry(kube, target.section, target.name, withField(old.body, [target.field], undefined));
      }
    }
    await kube.out(`Property ${JSON.stringify(property)} unset.\n`);
  },
});
