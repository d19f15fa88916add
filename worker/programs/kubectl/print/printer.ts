import { goKyaml, goYaml, indentedJson } from "../../../base/goprint/index.ts";
import { CommandError } from "../cli/errors.ts";
import { typeWord } from "../client/discovery.ts";
import { isList, type JsonObject, listAt, nameOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { OBJECT_FORMATS } from "../resource/flags.ts";
import type { ObjectPrinter } from "./objectPrinter.ts";

/** The -o flag and its companions, as given. */
export interface PrintFlags {
  readonly output: string;
  readonly template: string;
  readonly allowMissingTemplateKeys: boolean;
  readonly showManagedFields: boolean;
}

/** Formats whose argument comes after an equals sign. */
const TEMPLATES = new Set([
  "go-template",
  "go-template-file",
  "template",
  "templatefile",
  "jsonpath",
  "jsonpath-as-json",
  "jsonpath-file",
]);

/** The format asked for, and the template behind "=": `jsonpath={.items}`. A --template alone means go-template. */
export function outputFormat(flags: PrintFlags): { readonly format: string; readonly template: string } {
  const equals = flags.output.indexOf("=");
  const name = equals < 0 ? flags.output : flags.output.slice(0, equals);
  if (equals >= 0 && (TEMPLATES.has(name) || name.startsWith("custom-columns"))) {
    return { format: name, template: flags.output.slice(equals + 1) };
  }
  if (flags.output === "" && flags.template !== "") return { format: "go-template", template: flags.template };
  return { format: flags.output, template: flags.template };
}

/**
 * The printer for -o, or undefined when the format is none of these.
 *
 * @param options.typed the objects were made here: JSON keeps the order of their fields, as Go's types do
 * @throws CommandError for a template that cannot be read
 */
export async function objectPrinter(
  kube: Kube,
  flags: PrintFlags,
  options: { readonly typed?: boolean } = {},
): Promise<ObjectPrinter | undefined> {
  const { format, template } = outputFormat(flags);
  const strip = flags.showManagedFields ? (object: JsonObject) => object : withoutManagedFields;
  switch (format) {
    case "json":
      return { print: (object) => `${options.typed ? typedJson(object) : indentedJson(strip(object))}\n` };
    case "yaml":
      return separated((object) => goYaml(strip(object)));
    case "kyaml":
      return { print: (object) => goKyaml(strip(object)) };
    case "name":
      return { print: (object) => names(object) };
    default:
      break;
  }
  if (!TEMPLATES.has(format)) return undefined;
  const { templatePrinter } = await kube.load(import("./templates.ts"));
  return templatePrinter(kube, format, template, flags.allowMissingTemplateKeys);
}

const typedJson = (object: JsonObject): string =>
  JSON.stringify(object, null, 4).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Documents after the first begin with "---". */
function separated(print: (object: JsonObject) => string): ObjectPrinter {
  let count = 0;
  return { print: (object) => `${count++ > 0 ? "---\n" : ""}${print(object)}` };
}

/** "pod/web", a line for each item of a list. */
function names(object: JsonObject): string {
  if (isList(object.items))
    return listAt(object, "items")
      .map((item) => names(item as JsonObject))
      .join("");
  return `${objectName(object)}\n`;
}

/** "pod/web", "deployment.apps/web": how kubectl names an object that it has in hand. */
export function objectName(object: JsonObject): string {
  const apiVersion = textAt(object, "apiVersion");
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
  return `${typeWord({ kind: textAt(object, "kind"), group })}/${nameOf(object)}`;
}

function withoutManagedFields(object: JsonObject): JsonObject {
  if (isList(object.items) && textAt(object, "kind").endsWith("List")) {
    return { ...object, items: listAt(object, "items").map((item) => withoutManagedFields(item as JsonObject)) };
  }
  const metadata = object.metadata as JsonObject | undefined;
  if (!metadata || metadata.managedFields === undefined) return object;
  return { ...object, metadata: { ...metadata, managedFields: undefined } };
}

/** @throws CommandError "unable to match a printer suitable for the output format …" */
export function noPrinter(format: string, allowed = OBJECT_FORMATS): never {
  throw new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${allowed.split(", ").sort().join(",")}`,
  );
}

/** Prints what was done to objects: "deployment.apps/web created", or the objects themselves with -o. */
export interface DeedPrinter {
  /** @param deed "created", "configured" … */
  print(object: JsonObject, deed: string): Promise<void>;
}

export type DryRun = "none" | "client" | "server";

export async function deedPrinter(
  kube: Kube,
  flags: PrintFlags,
  dryRun: DryRun = "none",
  options: { readonly typed?: boolean } = {},
): Promise<DeedPrinter> {
  const suffix = dryRunSuffix(dryRun);
  if (outputFormat(flags).format === "") {
    return { print: (object, deed) => kube.out(`${objectName(object)} ${deed}${suffix}\n`) };
  }
  const printer = (await objectPrinter(kube, flags, options)) ?? noPrinter(flags.output);
  return { print: (object) => kube.out(printer.print(object)) };
}

/** What messages end with when nothing is really changed. */
export const dryRunSuffix = (dryRun: DryRun): string =>
  dryRun === "client" ? " (dry run)" : dryRun === "server" ? " (server dry run)" : "";

/** Reads --dry-run; the old forms still work and are grumbled about. @throws CommandError for another value */
export async function readDryRun(kube: Kube, value: string): Promise<DryRun> {
  switch (value) {
    case "none":
    case "client":
    case "server":
      return value;
    case "unchanged":
      await kube.log("W", "helpers.go:719", "--dry-run is deprecated and can be replaced with --dry-run=client.");
      return "client";
    default:
      break;
  }
  if (!/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) {
    throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
  const on = /^[1tT]/.test(value);
  const instead = on ? "--dry-run=client" : "--dry-run=none";
  await kube.log(
    "W",
    on ? "helpers.go:733" : "helpers.go:736",
    `--dry-run=${value} is deprecated (boolean value) and can be replaced with ${instead}.`,
  );
  return on ? "client" : "none";
}

/** Reads --validate into the server's fieldValidation. @throws CommandError for another value */
export function readValidate(value: string): "Strict" | "Warn" | "Ignore" {
  switch (value) {
    case "strict":
    case "true":
      return "Strict";
    case "warn":
      return "Warn";
    case "ignore":
    case "false":
      return "Ignore";
    default:
      throw new CommandError(
        `invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}
