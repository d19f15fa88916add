import { StatusError } from "../../../api/machinery/status.ts";
import { command } from "../cli/command.ts";
import { type Place, pathOf } from "../client/rest.ts";
import { type JsonObject, listAt, nameOf, namespaceOf, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { noPrinter, objectPrinter } from "../print/printer.ts";
import { ALL_NAMESPACES_FLAG, PRINT_FLAGS } from "../resource/flags.ts";

/** What is dumped of each namespace, and the file it goes to. */
const PARTS: readonly (readonly [type: string, file: string])[] = [
  ["events", "events"],
  ["replicationcontrollers", "replication-controllers"],
  ["services", "services"],
  ["daemonsets.apps", "daemonsets"],
  ["deployments.apps", "deployments"],
  ["replicasets.apps", "replicasets"],
  ["pods", "pods"],
];

const EXTENSIONS: Readonly<Record<string, string>> = { json: ".json", yaml: ".yaml" };

export default command({
  usage: "cluster-info dump [flags]",
  about: [
    "Print objects and logs, to find out what is wrong with a cluster.",
    "Of the namespace of the context and of kube-system, if nothing else is said; into files with --output-directory.",
  ],
  examples: [
    ["To stdout", "kubectl cluster-info dump"],
    ["Of all namespaces, into files", "kubectl cluster-info dump --all-namespaces --output-directory=/tmp/state"],
  ],
  flags: {
    ...PRINT_FLAGS,
    ...ALL_NAMESPACES_FLAG,
    output: { type: "string", short: "o", value: "json", help: PRINT_FLAGS.output.help },
    namespaces: { type: "list", help: "Namespaces to dump, separated by commas." },
    outputDirectory: { type: "string", help: "Directory for the files; stdout if empty or '-'." },
    podRunningTimeout: { type: "duration", value: 20_000, help: "How long to wait for a pod to run (5s, 2m, 3h)" },
  },
  async run({ flags }, kube) {
    const printer = (await objectPrinter(kube, flags)) ?? noPrinter(flags.output);
    const folder = flags.outputDirectory === "-" ? "" : flags.outputDirectory;
    const write = async (file: string, text: string): Promise<void> => {
      if (folder === "") return kube.out(text);
      const path = `${kube.path(folder)}/${file}`;
      kube.io.files.makeDirectory(path.slice(0, path.lastIndexOf("/")), { parents: true });
      kube.io.files.write(path, text);
    };
    const extension = EXTENSIONS[flags.output] ?? ".txt";
    const rest = await kube.rest();
    const discovery = await kube.discovery();
    const print = (list: JsonObject): string => (flags.output === "json" ? typedJson(list) : printer.print(list));
    const listOf = async (place: Place): Promise<JsonObject> => {
      const list = await rest.get(place);
      const items = (listAt(list, "items") as readonly JsonObject[]).map((item) =>
        flags.showManagedFields ? item : withField(item, ["metadata", "managedFields"], undefined),
      );
      return { ...list, items };
    };
    await write(`nodes${extension}`, print(await listOf({ resource: discovery.find("nodes") })));
    let namespaces: readonly string[] =
      flags.namespaces.length > 0 ? flags.namespaces : ["kube-system", await kube.namespace()];
    if (flags.allNamespaces) {
      namespaces = (await rest.list({ resource: discovery.find("namespaces") })).items.map(nameOf);
    }
    for (const namespace of namespaces) {
      let pods: JsonObject | undefined;
      for (const [type, file] of PARTS) {
        const list = await listOf({ resource: discovery.find(type), namespace });
        await write(`${namespace}/${file}${extension}`, print(list));
        pods = list;
      }
      for (const pod of listAt(pods, "items") as readonly JsonObject[]) {
        await write(`${namespace}/${nameOf(pod)}/logs.txt`, await logsOf(kube, pod));
      }
    }
    if (folder !== "") await kube.out(`Cluster info dumped to ${folder}\n`);
  },
});

/** JSON with the fields in the order of Go's types, in which the server sends them. */
function typedJson(list: JsonObject): string {
  const { kind = null, apiVersion = null, ...rest } = list;
  return `${JSON.stringify({ kind, apiVersion, ...rest }, null, 4).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)}\n`;
}

async function logsOf(kube: Kube, pod: JsonObject): Promise<string> {
  const containers = [...listAt(pod, "spec", "initContainers"), ...listAt(pod, "spec", "containers")];
  const parts: string[] = [];
  for (const name of containers.map((one) => textAt(one, "name"))) {
    const what = `logs for container ${name} of pod ${namespaceOf(pod)}/${nameOf(pod)} ====\n`;
    parts.push(`==== START ${what}`, await logOf(kube, pod, name), `==== END ${what}`);
  }
  return parts.join("");
}

/** A container without a log does not end the dump. */
async function logOf(kube: Kube, pod: JsonObject, container: string): Promise<string> {
  const { connection } = await kube.rest();
  const resource = (await kube.discovery()).find("pods");
  const path = pathOf({ resource, namespace: namespaceOf(pod), name: nameOf(pod), subresource: "log" });
  try {
    return await connection.text({ path, query: [["container", container]], accept: "application/json, */*" });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `Request log error: ${error.message}\n`;
  }
}
