import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { dig, type Json, type JsonObject, listAt, mapAt, nameOf, objectAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { liveObjects } from "../resource/live.ts";
import { mapContainers, podSpecPath, SET_FLAGS, setOnTemplates, splitAssignments, wildcard } from "./template.ts";

const FLAGS = {
  ...SET_FLAGS,
  containers: { type: "string", short: "c", value: "*", help: "Names of the containers to change; may hold wildcards" },
  env: { type: "array", short: "e", help: "Variables to set, as key=value." },
  from: { type: "string", help: "Config map or secret to take variables from" },
  keys: { type: "list", help: "Keys to take from it" },
  list: { type: "bool", help: "Show the variables and leave them alone." },
  overwrite: { type: "bool", value: true, help: "Allow to change variables that have a value." },
  prefix: { type: "string", help: "Put before the names of variables taken with --from" },
  resolve: { type: "bool", help: "Show what references point at when listing" },
} as const satisfies FlagTable;

export default command({
  usage: "set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
  about: [
    "Set, list or take away environment variables of pods and workloads.",
    "A name with a dash at its end (KEY-) takes the variable away.",
  ],
  examples: [
    ["Set one", "kubectl set env deployment/registry STORAGE_DIR=/local"],
    ["List them", "kubectl set env deployment/sample-build --list"],
    ["From a secret", "kubectl set env --from=secret/mysecret deployment/myapp"],
    ["Take one away", "kubectl set env deployment/registry ENV-"],
  ],
  flags: FLAGS,
  run: setEnv,
});

async function setEnv({ flags, operands }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const { resources, assignments } = splitAssignments(
    operands,
    "environment variable",
    (word) => (word.includes("=") && !word.startsWith("=")) || (word.endsWith("-") && !word.startsWith("-")),
  );
  if (resources.length === 0 && flags.filename.length === 0) {
    throw new CommandError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  }
  if (flags.list) return list(kube, flags, resources);
  const words = [...assignments, ...flags.env];
  const removed = words.filter((word) => !word.includes("=")).map((word) => word.slice(0, -1));
  const set: JsonObject[] = words
    .filter((word) => word.includes("="))
    .map((word) => ({ name: word.slice(0, word.indexOf("=")), value: word.slice(word.indexOf("=") + 1) }));
  if (flags.from) set.push(...(await variablesFrom(kube, flags)));
  if (set.length === 0 && removed.length === 0)
    throw new CommandError("at least one environment variable must be provided");
  const chosen = wildcard(flags.containers);
  await setOnTemplates(kube, { flags, operands: resources, deed: "env updated" }, (podSpec, object) => {
    let found = false;
    const result = mapContainers(podSpec, (container) => {
      if (!chosen(textAt(container, "name"))) return container;
      found = true;
      const env = listAt(container, "env");
      const conflict = set.find((one) => env.some((old) => textAt(old, "name") === one.name));
      if (conflict && !flags.overwrite) {
        const old = env.find((one) => textAt(one, "name") === conflict.name);
        throw new CommandError(
          `'${String(conflict.name)}' already has a value (${textAt(old, "value")}), and --overwrite is false`,
        );
      }
      return { ...container, env: merged(env, set, removed) };
    });
    if (!found) {
      throw new CommandError(
        `${textAt(object, "kind").toLowerCase()}/${nameOf(object)} does not have any containers matching ${JSON.stringify(flags.containers)}`,
      );
    }
    return result;
  });
}

/** Known variables keep their place; new ones come last. */
function merged(env: readonly Json[], set: readonly JsonObject[], removed: readonly string[]): Json[] {
  const kept = env
    .filter((one) => !removed.includes(textAt(one, "name")))
    .map((one) => set.find((next) => next.name === textAt(one, "name")) ?? one);
  const added = set.filter((next) => !env.some((one) => textAt(one, "name") === next.name));
  return [...kept, ...added];
}

async function variablesFrom(kube: Kube, flags: Call<typeof FLAGS>["flags"]): Promise<JsonObject[]> {
  const { live, errors } = await liveObjects(kube, { operands: [flags.from] });
  throwAll(errors);
  const source = live[0]!.object;
  const kind = textAt(source, "kind");
  const reference = kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
  if (kind !== "Secret" && kind !== "ConfigMap") throw new CommandError(`unsupported resource specified in --from`);
  return Object.keys(mapAt(source, "data"))
    .sort()
    .filter((key) => flags.keys.length === 0 || flags.keys.includes(key))
    .map((key) => ({
      name: `${flags.prefix}${key.replace(/[^A-Za-z0-9_]/g, "_").toUpperCase()}`,
      valueFrom: { [reference]: { key, name: nameOf(source) } },
    }));
}

async function list(kube: Kube, flags: Call<typeof FLAGS>["flags"], resources: readonly string[]): Promise<void> {
  const { live, errors } = await liveObjects(kube, { ...flags, operands: resources });
  throwAll(errors);
  const chosen = wildcard(flags.containers);
  for (const { object } of live) {
    const podSpec = (podSpecPath(object) ?? []).reduce<JsonObject>((at, key) => objectAt(at, key), object);
    for (const container of [...listAt(podSpec, "initContainers"), ...listAt(podSpec, "containers")]) {
      const name = textAt(container, "name");
      if (!chosen(name)) continue;
      await kube.out(`# ${textAt(object, "kind")} ${nameOf(object)}, container ${name}\n`);
      for (const variable of listAt(container, "env")) {
        const from = dig(variable, "valueFrom");
        await kube.out(
          from
            ? `# ${textAt(variable, "name")} from ${sourceWords(from)}\n`
            : `${textAt(variable, "name")}=${textAt(variable, "value")}\n`,
        );
      }
    }
  }
}

function sourceWords(from: Json): string {
  const field = textAt(from, "fieldRef", "fieldPath");
  if (field) return `field path ${field}`;
  const resource = objectAt(from, "resourceFieldRef");
  if (resource.resource) return `resource field ${textAt(resource, "resource")}`;
  const secret = objectAt(from, "secretKeyRef");
  if (secret.key) return `secret ${textAt(secret, "name")}, key ${textAt(secret, "key")}`;
  return `configmap ${textAt(from, "configMapKeyRef", "name")}, key ${textAt(from, "configMapKeyRef", "key")}`;
}
