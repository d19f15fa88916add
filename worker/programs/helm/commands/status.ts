import { TABLE_ACCEPT } from "../../kubectl/client/rest.ts";
import { isList, isObject, type Json, type JsonObject, objectAt, textAt } from "../../kubectl/json.ts";
import { asTable } from "../../kubectl/print/serverTable.ts";
import type { ServerTable } from "../../kubectl/print/table.ts";
import { TabWriter } from "../../kubectl/print/tabwriter.ts";
import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { buildTargets, kindOf, type Target } from "../cluster/objects.ts";
import { messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { printAs } from "../output/format.ts";
import { statusText } from "../output/status.ts";
import { releaseRecord } from "../release/encoding.ts";
import { checkRecordName } from "../release/names.ts";
import type { Release } from "../release/release.ts";
import { ReleaseStorage } from "../release/storage.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";

export const status = helmCommand({
  usage: "status RELEASE_NAME",
  about: ["Show how a release stands: when it was deployed, its revision, its objects, its notes."],
  flags: { ...OUTPUT_FLAG, revision: { type: "int", help: "the revision to show", shown: "" } },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    await assertReachable(helm);
    checkRecordName(operands[0]!);
    const release = await new ReleaseStorage(helm, await helm.namespace()).get(operands[0]!, flags.revision);
    const { chart: _chart, ...record } = releaseRecord(release);
    await printAs(helm, flags.output, {
      data: flags.output === "table" ? record : { ...record, info: await withObjects(helm, release) },
      table: async () => statusText(release, { resources: await resourceTables(helm, release) }),
    });
  },
});

const SELECTING = new Set(["ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job"]);

/** Labels of the pods that an object makes. */
function podSelector(target: Target): string | undefined {
  if (!SELECTING.has(kindOf(target))) return undefined;
  const labels = Object.entries(objectAt(target.object, "spec", "selector", "matchLabels"));
  return labels.length > 0
    ? labels
        .map(([key, value]) => `${key}=${String(value)}`)
        .sort()
        .join(",")
    : undefined;
}

interface Group {
  readonly title: string;
  readonly documents: JsonObject[];
}

/** The release's objects by version and kind, with the pods that belong to them. */
async function groupsOf(helm: Helm, release: Release, accept: string): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  const put = (title: string, document: JsonObject): void => {
    const group = groups.get(title) ?? { title, documents: [] };
    groups.set(title, group);
    group.documents.push(document);
  };
  const rest = await helm.kube.rest();
  const selectors = new Set<string>();
  for (const target of await buildTargets(helm, release.manifest, release.namespace)) {
    const { resource, namespace } = target.place;
    try {
      put(
        `${resource.version}/${resource.kind}`,
        await rest.get(target.place, {
          accept,
          query: [["includeObject", accept === TABLE_ACCEPT ? "Object" : undefined]],
        }),
      );
    } catch {
      continue;
    }
    const selector = podSelector(target);
    if (selector === undefined || selectors.has(selector)) continue;
    selectors.add(selector);
    const pods = (await helm.kube.discovery()).find("pods");
    const found = await rest.get(
      { resource: pods, ...(namespace && { namespace }) },
      {
        accept,
        query: [
          ["labelSelector", selector],
          ["limit", 500],
        ],
      },
    );
    put("v1/Pod(related)", found);
  }
  return [...groups.values()];
}

async function resourceTables(helm: Helm, release: Release): Promise<string> {
  let groups: readonly Group[];
  try {
    groups = await groupsOf(helm, release, TABLE_ACCEPT);
  } catch (error) {
    await helm.log("WARN", "get the relation pod is failed", { error: messageOf(error) });
    return "";
  }
  let before = "";
  const draw = (table: ServerTable): string => {
    const visible = table.columns.flatMap((column, at) => (column.priority === 0 ? [at] : []));
    const heads = visible.map((at) => table.columns[at]!.name.toUpperCase());
    const rows = table.rows.map((row) => visible.map((at) => cellText(row.cells[at])));
    const columns = table.columns.map((one) => one.name).join("\t");
    const text = new TabWriter().format([...(columns === before ? [] : [heads]), ...rows]);
    before = columns;
    return text;
  };
  return groups
    .map(({ title, documents }) => `==> ${title}\n${documents.map((one) => draw(asTable(helm.kube, one))).join("")}\n`)
    .join("");
}

const cellText = (cell: unknown): string => (cell === null || cell === undefined ? "<none>" : String(cell));

/** Items of a list do not say what they are on the wire; what reads them into objects adds it. */
function withItemKinds(document: JsonObject): JsonObject {
  const kind = textAt(document, "kind");
  if (!kind.endsWith("List") || !Array.isArray(document.items)) return document;
  const head = { apiVersion: textAt(document, "apiVersion"), kind: kind.slice(0, -"List".length) };
  return { ...document, items: (document.items as JsonObject[]).map((one) => ({ ...head, ...one })) };
}

/** The record's info with the objects as they are, for JSON and YAML. */
async function withObjects(helm: Helm, release: Release): Promise<unknown> {
  const groups = await groupsOf(helm, release, "application/json");
  const resources = groups
    .map(({ title, documents }) => [title, documents.map((one) => sortedKeys(withItemKinds(one)))] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = resources.length > 0 && { resources: Object.fromEntries(resources) };
  return { ...(releaseRecord(release).info as object), ...shown };
}

/** Objects of any kind are maps to helm, whose keys Go's encoder sorts. */
function sortedKeys(value: Json): Json {
  if (isList(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sortedKeys(one as Json)]),
  );
}
