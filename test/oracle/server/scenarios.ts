/** The scenarios, and what the real server answered to them: one file of each a subject. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
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
