import type { LessonFiles, LessonOutline, LessonUnit } from "../session.ts";

/** A lesson's index.json, as far as it is read; unknown keys are ignored. Katacoda's names are accepted beside Killercoda's. */
interface IndexFile {
  readonly title?: string;
  readonly description?: string;
  readonly details?: {
    readonly intro?: UnitFile;
    readonly steps?: readonly UnitFile[];
    readonly finish?: UnitFile;
    readonly assets?: { readonly host01?: readonly Asset[] };
  };
  readonly backend?: { readonly imageid?: string };
  readonly gatehouse?: { readonly profile?: string };
}

interface UnitFile {
  readonly title?: string;
  readonly text?: string;
  readonly background?: string;
  readonly foreground?: string;
  readonly courseData?: string;
  readonly code?: string;
  readonly verify?: string;
}

export interface Asset {
  readonly file: string;
  readonly target: string;
  readonly chmod?: string;
}

/** A script that shows what verify must do with it. */
export interface Attempt {
  readonly name: string;
  readonly script: string;
  /** For a wrong answer: what the learner must read. */
  readonly says?: string;
}

/** One unit with its scripts. */
export interface ScenarioUnit {
  readonly outline: LessonUnit;
  readonly background?: string;
  readonly foreground?: string;
  readonly verify?: string;
  readonly alternatives: readonly Attempt[];
  readonly wrong: readonly Attempt[];
}

export interface Scenario {
  readonly title: string;
  readonly description: string;
  /** Which cluster it wants: its own word, or by the machine image that it names. */
  readonly profile: string;
  readonly assets: readonly Asset[];
  readonly units: readonly ScenarioUnit[];
}

/**
 * Reads a lesson's folder.
 * @throws Error when index.json is missing or is no JSON
 */
export function readScenario(files: LessonFiles): Scenario {
  const source = files["index.json"];
  if (source === undefined) throw new Error("the lesson has no index.json");
  let index: IndexFile;
  try {
    index = JSON.parse(source.replace(/^\uFEFF/, "")) as IndexFile;
  } catch (error) {
    throw new Error(`the lesson's index.json cannot be read: ${(error as Error).message}`);
  }
  const { details = {} } = index;
  const title = index.title ?? "Untitled";
  return {
    title,
    description: index.description ?? "",
    profile: index.gatehouse?.profile ?? "kind",
    assets: details.assets?.host01 ?? [],
    units: [
      ...(details.intro ? [readUnit("intro", details.intro, title, files)] : []),
      ...(details.steps ?? []).map((step, i) => readUnit("step", step, `Step ${i + 1}`, files)),
      ...(details.finish ? [readUnit("finish", details.finish, "Done", files)] : []),
    ],
  };
}

export function outlineOf(scenario: Scenario): LessonOutline {
  const { title, description, units } = scenario;
  return { title, description, units: units.map((unit) => unit.outline) };
}

function readUnit(kind: LessonUnit["kind"], unit: UnitFile, fallbackTitle: string, files: LessonFiles): ScenarioUnit {
  const text = (path: string | undefined) => (path === undefined ? undefined : files[path.replace(/^\.\//, "")]);
  const folder = unit.text?.includes("/") ? unit.text.slice(0, unit.text.lastIndexOf("/") + 1) : undefined;
  const verify = kind === "step" ? text(unit.verify) : undefined;
  const solution = folder === undefined ? undefined : files[`${folder}solution.sh`];
  const background = text(unit.background ?? unit.courseData);
  const foreground = text(unit.foreground ?? unit.code);
  return {
    outline: {
      kind,
      title: unit.title ?? fallbackTitle,
      markdown: text(unit.text) ?? "",
      hints: folder === undefined ? [] : readHints(files[`${folder}hints.md`] ?? ""),
      ...(solution === undefined ? {} : { solution }),
      checked: verify !== undefined,
    },
    ...(background === undefined ? {} : { background }),
    ...(foreground === undefined ? {} : { foreground }),
    ...(verify === undefined ? {} : { verify }),
    alternatives: folder === undefined ? [] : attempts(files, `${folder}alternatives/`),
    wrong: folder === undefined ? [] : attempts(files, `${folder}wrong/`),
  };
}

/** A "##" section a hint, from a nudge to nearly the answer. */
function readHints(markdown: string): LessonUnit["hints"] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf("\n");
      return { title: section.slice(0, end).trim(), markdown: section.slice(end + 1).trim() };
    });
}

function attempts(files: LessonFiles, folder: string): Attempt[] {
  return Object.keys(files)
    .filter((path) => path.startsWith(folder) && path.endsWith(".sh"))
    .sort()
    .map((path) => {
      const script = files[path]!;
      const says = /^# says: (.*)$/m.exec(script)?.[1];
      return { name: path.slice(folder.length, -".sh".length), script, ...(says === undefined ? {} : { says }) };
    });
}
