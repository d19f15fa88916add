import { matches, parseSelector } from "../../../api/machinery/labels.ts";
import { goRegExp } from "../../../base/sprig/goRegExp.ts";
import { goTimeFormat } from "../../../base/sprig/index.ts";
import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { HelmError, messageOf } from "../errors.ts";
import { printAs } from "../output/format.ts";
import { uiTable } from "../output/table.ts";
import { goTime } from "../release/names.ts";
import type { Release, ReleaseStatus } from "../release/release.ts";
import { ReleaseStorage } from "../release/storage.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";

const byName = (a: Release, b: Release): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : 0;
const byDate = (a: Release, b: Release): number => Date.parse(a.info.last_deployed) - Date.parse(b.info.last_deployed);

export const list = helmCommand({
  usage: "list",
  about: ["List releases of a namespace, or of all: the newest revision of each, by name."],
  flags: {
    ...OUTPUT_FLAG,
    allNamespaces: { type: "bool", short: "A", help: "releases of all namespaces" },
    date: { type: "bool", short: "d", help: "sort by date" },
    deployed: { type: "bool", help: "show deployed releases" },
    failed: { type: "bool", help: "show failed releases" },
    filter: { type: "string", short: "f", help: "a regular expression that names must match" },
    max: { type: "int", short: "m", value: 256, help: "how many to show at most" },
    noHeaders: { type: "bool", help: "print no headers" },
    offset: { type: "int", help: "how many to leave out at the beginning", shown: "" },
    pending: { type: "bool", help: "show pending releases" },
    reverse: { type: "bool", short: "r", help: "turn the order round" },
    selector: { type: "string", short: "l", help: "labels that records must have (key1=value1,key2!=value2)" },
    short: { type: "bool", short: "q", help: "print names only" },
    superseded: { type: "bool", help: "show superseded releases" },
    timeFormat: { type: "string", help: "Go's layout for times" },
    uninstalled: { type: "bool", help: "show uninstalled releases whose history was kept" },
    uninstalling: { type: "bool", help: "show releases that are being uninstalled" },
  },
  operands: "none",
  async run({ flags }, helm) {
    helm.checkOutput(flags.output);
    const namespace = flags.allNamespaces ? "" : await helm.namespace();
    await assertReachable(helm);
    const pattern = flags.filter === "" ? undefined : judged(() => goRegExp(flags.filter));
    const all = (await new ReleaseStorage(helm, namespace).all()).filter(
      (one) => !pattern || one.name.search(pattern) >= 0,
    );
    const states = chosenStates(flags);
    const onlySuperseded = states.length === 1 && states[0] === "superseded";
    const selector = judged(() => parseSelector(flags.selector));
    const found = (onlySuperseded ? all : newest(all))
      .filter((one) => states.length === 0 || states.includes(one.info.status))
      .filter((one) => matches(selector, one.labels));
    found.sort(flags.date ? byDate : byName);
    if (flags.reverse) found.reverse();
    const shown = found.slice(flags.offset, flags.offset + (flags.max > 0 ? flags.max : found.length));
    if (flags.short) {
      const names = shown.map((one) => one.name);
      await printAs(helm, flags.output, { data: names, table: () => names.map((name) => `${name}\n`).join("") });
      return;
    }
    const rows = shown.map((one) => ({
      name: one.name,
      namespace: one.namespace,
      revision: String(one.version),
      updated: updatedText(one, flags.timeFormat),
      status: one.info.status,
      chart: `${one.chart.metadata.name}-${one.chart.metadata.version}`,
      app_version: one.chart.metadata.appVersion ?? "",
    }));
    const heads = ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"];
    await printAs(helm, flags.output, {
      data: rows,
      table: () => uiTable([...(flags.noHeaders ? [] : [heads]), ...rows.map((row) => Object.values(row))]),
    });
  },
});

function updatedText({ info }: Release, layout: string): string {
  if (!info.last_deployed) return "-";
  const ms = Date.parse(info.last_deployed);
  if (layout !== "") return goTimeFormat(ms, layout);
  // The fraction as it stands: nanoseconds are finer than a number of milliseconds can tell.
  const fraction = /\.\d*[1-9]/.exec(info.last_deployed)?.[0] ?? "";
  return goTime(Math.floor(ms / 1000) * 1000).replace(/(?<=:\d\d)(?= )/, fraction);
}

/** The newest revision of each release. */
function newest(all: readonly Release[]): Release[] {
  const latest = new Map<string, Release>();
  for (const one of all) {
    const key = `${one.namespace}/${one.name}`;
    if ((latest.get(key)?.version ?? 0) <= one.version) latest.set(key, one);
  }
  return [...latest.values()];
}

function chosenStates(flags: {
  readonly deployed: boolean;
  readonly failed: boolean;
  readonly pending: boolean;
  readonly superseded: boolean;
  readonly uninstalled: boolean;
  readonly uninstalling: boolean;
}): readonly ReleaseStatus[] {
  return [
    ...(flags.deployed ? (["deployed"] as const) : []),
    ...(flags.uninstalled ? (["uninstalled"] as const) : []),
    ...(flags.uninstalling ? (["uninstalling"] as const) : []),
    ...(flags.pending ? (["pending-install", "pending-upgrade", "pending-rollback"] as const) : []),
    ...(flags.failed ? (["failed"] as const) : []),
    ...(flags.superseded ? (["superseded"] as const) : []),
  ];
}

/** What a user wrote, read. @throws HelmError for what cannot be read */
function judged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new HelmError(messageOf(error));
  }
}
