import { goText } from "../../../base/goformat/index.ts";
import { GoTemplate, TemplateError, templateFunction } from "../../../base/gotemplate/index.ts";
import { CommandError, PlainFailure } from "../cli/errors.ts";
import type { JsonObject } from "../json.ts";
import type { ObjectPrinter } from "./objectPrinter.ts";

/** The printer of -o go-template. @throws CommandError when the template cannot be parsed */
export function goTemplatePrinter(text: string, allowMissingKeys: boolean): ObjectPrinter {
  const template = new GoTemplate({ missingKey: allowMissingKeys ? "default" : "error", functions: FUNCTIONS });
  try {
    template.parse("output", text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CommandError(`error parsing template ${text}, ${error.message}`);
  }
  return {
    print(object) {
      try {
        return template.execute("output", object);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        throw new TemplateFailure(text, object, error);
      }
    },
  };
}

/** A template that failed on its data; kubectl tells at length what it had in hand. */
class TemplateFailure extends PlainFailure {
  constructor(text: string, object: JsonObject, error: TemplateError) {
    super(
      `error: error executing template ${JSON.stringify(text)}: ${error.message}`,
      1,
      `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${JSON.stringify(object)}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`,
    );
  }
}

const decoded = (text: unknown): string => {
  const binary = atob(String(text));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
};

const FUNCTIONS = {
  base64decode: templateFunction(["string"], (text: unknown) => decoded(text)),
};
