import { goYaml } from "../../../base/goprint/index.ts";
import { goTimeFormat } from "../../../base/sprig/index.ts";
import { chartOfRelease } from "../release/encoding.ts";
import type { Release } from "../release/release.ts";
import { coalesceValues } from "../values/coalesce.ts";

/** "Wed Mar 26 11:37:24 2025", Go's time.ANSIC. */
export const ansic = (time: string): string => goTimeFormat(Date.parse(time), "Mon Jan _2 15:04:05 2006");

/** What install, upgrade and status print of a release. */
export function statusText(
  release: Release,
  options: {
    readonly hideNotes?: boolean;
    readonly debug?: boolean;
    /** Read from the cluster, where no values at all are null. */
    readonly stored?: boolean;
    readonly showMetadata?: boolean;
    readonly dryRun?: boolean;
    /** Tables of the release's objects. */
    readonly resources?: string;
  } = {},
): string {
  const { info, hooks, chart } = release;
  const lines = [`NAME: ${release.name}`];
  if (info.last_deployed) lines.push(`LAST DEPLOYED: ${ansic(info.last_deployed)}`);
  lines.push(`NAMESPACE: ${release.namespace}`, `STATUS: ${info.status}`, `REVISION: ${release.version}`);
  if (options.showMetadata) {
    const { name, version, appVersion = "" } = chart.metadata;
    lines.push(`CHART: ${name}`, `VERSION: ${version}`, `APP_VERSION: ${appVersion}`);
  }
  lines.push(`DESCRIPTION: ${info.description}`);
  let text = `${lines.join("\n")}\n`;
  if (options.resources) text += `RESOURCES:\n${options.resources}\n`;
  text += testSuite(release);
  if (options.debug) {
    const values = coalesceValues(chartOfRelease(chart), release.config);
    const given = options.stored && Object.keys(release.config).length === 0 ? null : release.config;
    text += `USER-SUPPLIED VALUES:\n${goYaml(given)}\nCOMPUTED VALUES:\n${goYaml(values)}\n`;
  }
  if (info.description.toLowerCase() === "dry run complete" || options.debug) {
    text += `HOOKS:\n${hooks.map((hook) => `---\n# Source: ${hook.path}\n${hook.manifest}\n`).join("")}`;
    text += `MANIFEST:\n${release.manifest}\n`;
  }
  if (!options.hideNotes && info.notes !== "") text += `NOTES:\n${info.notes.trim()}\n`;
  return text;
}

function testSuite({ hooks }: Release): string {
  const tests = hooks.filter((hook) => hook.events.includes("test"));
  if (tests.length === 0) return "TEST SUITE: None\n";
  return tests
    .filter((hook) => hook.last_run.started_at)
    .map(
      ({ name, last_run }) =>
        `TEST SUITE:     ${name}\nLast Started:   ${ansic(last_run.started_at!)}\nLast Completed: ${ansic(last_run.completed_at ?? last_run.started_at!)}\nPhase:          ${last_run.phase}\n`,
    )
    .join("");
}
