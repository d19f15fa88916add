import { goSyntax } from "../../../base/goformat/index.ts";
import { JsonPath, JsonPathError } from "../../../base/jsonpath/index.ts";
import { CommandError } from "../cli/errors.ts";
import type { Kube } from "../kube.ts";
import type { ObjectPrinter } from "./objectPrinter.ts";

/** Printers of -o jsonpath and -o go-template in all their forms. @throws CommandError in kubectl's words */
export async function templatePrinter(
  kube: Kube,
  format: string,
  template: string,
  allowMissingKeys: boolean,
): Promise<ObjectPrinter> {
  if (template === "") throw new CommandError("template format specified but no template given");
  const fromFile = format.endsWith("file");
  const text = fromFile ? readTemplate(kube, template) : template;
  if (format.startsWith("jsonpath")) return jsonPathPrinter(text, format === "jsonpath-as-json", allowMissingKeys);
  const { goTemplatePrinter } = await kube.load(import("./goTemplates.ts"));
  return goTemplatePrinter(text, allowMissingKeys);
}

function readTemplate(kube: Kube, path: string): string {
  if (!kube.io.files.stat(kube.path(path))) {
    throw new CommandError(`error reading --template ${path}, open ${path}: no such file or directory`);
  }
  return kube.io.files.readText(kube.path(path));
}

function jsonPathPrinter(template: string, asJson: boolean, allowMissingKeys: boolean): ObjectPrinter {
  const path = parsed(template, allowMissingKeys);
  return {
    print(object) {
      try {
        return asJson ? path.printJson(object) : path.print(object);
      } catch (error) {
        if (!(error instanceof JsonPathError)) throw error;
        throw new CommandError(
          `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`,
        );
      }
    },
  };
}

function parsed(template: string, allowMissingKeys: boolean): JsonPath {
  try {
    return new JsonPath(template, { allowMissingKeys });
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new CommandError(`error parsing jsonpath ${template}, ${error.message}`);
  }
}
