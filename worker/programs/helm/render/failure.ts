import { TemplateError } from "../../../base/gotemplate/index.ts";
import { HelmError } from "../errors.ts";

const START = "HELM_ERR_START";
const END = "HELM_ERR_END";

/** Marks what `fail` and `required` say, so that only that is told. */
export const marked = (says: string): string => START + says + END;

/** "parse error at (chart/templates/x.yaml:3): …" */
export function parseFailure(error: TemplateError): HelmError {
  const parts = error.message.split(": ");
  if (parts.length === 1) return new HelmError(error.message);
  return new HelmError(`parse error at (${parts[1]}): ${parts.at(-1)}`);
}

interface Place {
  readonly location: string;
  readonly executing: string;
  readonly says: string;
}

/** What helm makes of a failed rendering: the message alone for `fail`, else the way down through the includes. */
export function executionFailure(error: TemplateError): HelmError {
  const [, location = "", rest = ""] = /^[^:]*: (.*?): ([\s\S]*)$/.exec(error.message) ?? [];
  const said = new RegExp(`${START}([\\s\\S]*)${END}`).exec(rest);
  if (said) return new HelmError(`execution error at (${location}): ${said[1]}`);
  const places: Place[] = [];
  for (let at: Error | undefined = error; at; at = at instanceof TemplateError ? at.cause : undefined) {
    const place = placeOf(at.message);
    if (!place) return new HelmError(error.message);
    places.push(place);
  }
  const text = places
    .map(({ location: where, executing, says }) =>
      [where && `${where}\n  `, executing && `${executing}\n    `, says && `${says}\n`].join(""),
    )
    .join("");
  return new HelmError(text.trim());
}

function placeOf(message: string): Place | undefined {
  if (!message.startsWith("template: ")) return undefined;
  const rest = message.slice("template: ".length);
  if (rest.startsWith("no template ")) return { location: "", executing: "", says: message };
  const untilNext = (says: string): string => says.split(" template:", 1)[0]!;
  const executing = /^([\s\S]*?): executing "([^"]*)" at <([\s\S]*?)>: ([\s\S]*)$/.exec(rest);
  if (executing) {
    const [, location = "", name, expression, says = ""] = executing;
    return { location, executing: `executing "${name}" at <${expression}>:`, says: untilNext(says) };
  }
  const cut = rest.lastIndexOf(": ");
  return cut < 0 ? undefined : { location: rest.slice(0, cut), executing: "", says: untilNext(rest.slice(cut + 2)) };
}
