import { GoTemplate } from "../../../base/gotemplate/index.ts";
import { Answers, goTimeFormat, sprigFunctions } from "../../../base/sprig/index.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";

const LEGAL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST = 53;

export const isReleaseName = (name: string): boolean => name.length <= LONGEST && LEGAL.test(name);

/** @throws HelmError "release name check failed: …", which is logged too */
export async function checkReleaseName(helm: Helm, name: string): Promise<void> {
  if (isReleaseName(name)) return;
  const says =
    name === ""
      ? "no name provided"
      : `invalid release name, must match regex ${LEGAL.source} and the length must not be longer than ${LONGEST}`;
  const whole = `release name ${JSON.stringify(name)}: ${says}`;
  await helm.log("ERROR", "release name check failed", { error: whole });
  throw new HelmError(`release name check failed: ${whole}`);
}

/** NAME and CHART of install and template. @throws HelmError */
export function nameAndChart(
  helm: Helm,
  operands: readonly string[],
  flags: { readonly generateName: boolean; readonly nameTemplate: string },
  defaultName?: string,
): { readonly name: string; readonly reference: string } {
  const [first = "", second] = operands;
  if (operands.length > 2)
    throw new HelmError(`expected at most two arguments, unexpected arguments: ${operands.slice(2).join(", ")}`);
  if (second !== undefined) {
    if (flags.generateName) throw new HelmError("cannot set --generate-name and also specify a name");
    if (flags.nameTemplate !== "") throw new HelmError("cannot set --name-template and also specify a name");
    return { name: first, reference: second };
  }
  if (flags.nameTemplate !== "") return { name: templatedName(helm, flags.nameTemplate), reference: first };
  if (defaultName !== undefined && !flags.generateName) return { name: defaultName, reference: first };
  if (!flags.generateName) throw new HelmError("must either provide a name or specify --generate-name");
  return { name: generatedName(helm, first), reference: first };
}

/** "nginx-1612345678": the chart's name and the time. */
function generatedName(helm: Helm, reference: string): string {
  const base =
    reference === "" || reference === "."
      ? "chart"
      : reference.slice(reference.replace(/\/$/, "").lastIndexOf("/") + 1);
  const bare = base.replace(/\/$/, "").replace(/\.[^.]*$/, (ending) => (ending === ".tgz" ? "" : ending));
  const plain = bare.replace(/\.tgz$/, "").split(".", 1)[0]!;
  return `${plain}-${Math.floor(helm.now / 1000)}`;
}

function templatedName(helm: Helm, text: string): string {
  const functions = sprigFunctions({ now: () => helm.now, random: helm.io.random, answers: new Answers() });
  return new GoTemplate({ functions }).parse("name-template", text).execute("name-template", null);
}

/** "2025-03-26 11:37:24.189 +0000 UTC" as Go prints a time. @param ms since the epoch */
export const goTime = (ms: number): string => goTimeFormat(ms, "2006-01-02 15:04:05.999999999 -0700 MST");

/** @throws HelmError for what can be no release's name, as commands that read one say it */
export function checkRecordName(name: string): void {
  if (!isReleaseName(name)) throw new HelmError(`releaseContent: Release name is invalid: ${name}`);
}
