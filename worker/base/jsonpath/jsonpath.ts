import { goText } from "../goformat/index.ts";
import { goJson, indentedJson } from "../goprint/index.ts";
import { evaluateSteps, type JsonPathOptions } from "./evaluate.ts";
import { JsonPathError, parseTemplate, type Segment } from "./parse.ts";

/** A parsed template; can be used for any number of objects. */
export class JsonPath {
  readonly #segments: readonly Segment[];
  readonly #options: JsonPathOptions;

  /** @throws JsonPathError when the template is malformed */
  constructor(template: string, options: JsonPathOptions = {}) {
    this.#segments = parseTemplate(template);
    this.#options = options;
  }

  /**
   * What each text and action of the template matched, in order; ranges repeat theirs.
   *
   * @throws JsonPathError when the data does not fit
   */
  find(data: unknown): readonly (readonly unknown[])[] {
    const results: (readonly unknown[])[] = [];
    this.#run(0, data, 0, results);
    return results;
  }

  /** Runs segments until the end that closes this depth; returns where to go on. */
  #run(from: number, data: unknown, depth: number, results: (readonly unknown[])[]): number {
    for (let i = from; i < this.#segments.length; i++) {
      const segment = this.#segments[i]!;
      if (segment.type === "text") {
        results.push([segment.text]);
        continue;
      }
      const names = segment.steps.flatMap((step) => (step.type === "identifier" ? [step.name] : []));
      if (names.includes("end")) {
        if (depth === 0) throw new JsonPathError("not in range, nothing to end");
        return i;
      }
      const values = evaluateSteps(segment.steps, [data], this.#options);
      if (!names.includes("range")) {
        results.push(values);
        continue;
      }
      let end = i;
      for (const value of values) end = this.#run(i + 1, value, depth + 1, results);
      // Without a turn the inside is still walked over, to find its end.
      if (values.length === 0) end = this.#run(i + 1, undefined, depth + 1, []);
      // A range that nobody ends has run to the end of the template, which then goes on after it for the outer value.
      if (end < this.#segments.length) i = end;
    }
    return this.#segments.length;
  }

  /** The text that `kubectl -o jsonpath=` prints: scalars as they are, structures as JSON, blanks between. */
  print(data: unknown): string {
    return this.find(data)
      .map((values) => values.map(printValue).join(" "))
      .join("");
  }

  /** The text that `kubectl -o jsonpath-as-json=` prints: a JSON list for each part of the template. */
  printJson(data: unknown): string {
    return this.find(data)
      .map((values) => `${indentedJson(values)}\n`)
      .join("");
  }
}

/** One value as a template prints it. */
export function printValue(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "object" ? goJson(value) : goText(value);
}

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/**
 * Completes the short form that --sort-by and custom-columns take: "metadata.name" becomes "{.metadata.name}".
 *
 * @throws JsonPathError when it is not a path
 * @see k8s.io/kubectl pkg/cmd/get RelaxedJSONPathExpression
 */
export function relaxedJsonPath(expression: string): string {
  if (expression === "") return expression;
  const parts = RELAXED.exec(expression);
  if (!parts) {
    throw new JsonPathError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  return `{.${parts[1] ?? parts[2]}}`;
}
