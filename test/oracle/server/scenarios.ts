/** The scenarios, and what the real server answered to them: one file of each a subject. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse, parseDocument } from "yaml";
import type { Answer, Scenario } from "./play.ts";

const here = import.meta.dirname;

export interface Recording {
  /** "v1.36.0" */
  readonly version: string;
  readonly scenarios: Readonly<Record<string, readonly Answer[]>>;
}

/** What scenarios are about: the names of their files. Discovery is the first, of a server that holds nothing yet. */
export const subjects: readonly string[] = readdirSync(resolve(here, "scenarios"))
  .map((file) => file.replace(/\.yaml$/, ""))
  .sort((a, b) => Number(b === "discovery") - Number(a === "discovery") || a.localeCompare(b));

export const scenariosOf = (subject: string): readonly Scenario[] =>
  parse(readFileSync(resolve(here, "scenarios", `${subject}.yaml`), "utf8")) as readonly Scenario[];

export const recordingPath = (subject: string): string => resolve(here, "recorded", `${subject}.json`);

export const recordingOf = (subject: string): Recording =>
  JSON.parse(readFileSync(recordingPath(subject), "utf8")) as Recording;

const list = resolve(here, "differences.yaml");

/** Answers of ours that are known to differ, with the reason: scenario → step → why. */
export const differences = parse(readFileSync(list, "utf8")) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

/** Takes steps from the list. */
export function forgetDifferences(steps: readonly (readonly [scenario: string, says: string])[]): void {
  const document = parseDocument(readFileSync(list, "utf8"));
  for (const [scenario, says] of steps) {
    document.deleteIn([scenario, says]);
    if (Object.keys((document.toJS() as typeof differences)[scenario] ?? {}).length === 0) document.delete(scenario);
  }
  writeFileSync(list, document.toString({ lineWidth: 0 }));
}
