import { goQuote } from "../goformat/index.ts";
import { BUILTINS } from "./builtins.ts";
import { TemplateError } from "./error.ts";
import { Executor } from "./execute.ts";
import type { FunctionMap } from "./function.ts";
import type { Statement } from "./node.ts";
import { isEmpty, parse } from "./parse.ts";

/** What a key that a map lacks yields: no value, nil, or an error. */
export type MissingKey = "default" | "zero" | "error";

export interface TemplateOptions {
  /** Functions beside Go's own; they win over these. */
  readonly functions?: FunctionMap;
  readonly missingKey?: MissingKey;
  /** What the set is called where a template is missing; the missing one's own name where absent. */
  readonly name?: string;
  readonly delimiters?: readonly [left: string, right: string];
}

/** Templates that know each other by name. */
export class GoTemplate {
  readonly #templates: Map<string, readonly Statement[]>;
  readonly #options: TemplateOptions;
  readonly #functions: FunctionMap;

  constructor(options: TemplateOptions = {}, templates: ReadonlyMap<string, readonly Statement[]> = new Map()) {
    this.#options = options;
    this.#functions = { ...BUILTINS, ...options.functions };
    this.#templates = new Map(templates);
  }

  /**
   * Adds a text under a name, with what it defines. A later definition replaces an earlier one, except that an empty one
   * never does.
   *
   * @throws TemplateError in Go's words: `template: NAME:LINE: ...`
   */
  parse(name: string, text: string): this {
    const [left, right] = this.#options.delimiters ?? ["{{", "}}"];
    const hasFunction = (one: string) => Object.hasOwn(this.#functions, one);
    for (const [defined, body] of parse({ name, text }, { left, right, hasFunction })) {
      if (this.#templates.has(defined) && isEmpty(body)) continue;
      this.#templates.set(defined, body);
    }
    return this;
  }

  has(name: string): boolean {
    return this.#templates.has(name);
  }

  /** A set of its own with the same templates; more functions may replace some. */
  clone(functions: FunctionMap = {}): GoTemplate {
    return new GoTemplate(
      { ...this.#options, functions: { ...this.#options.functions, ...functions } },
      this.#templates,
    );
  }

  /**
   * Renders the named template over the data.
   *
   * @throws TemplateError in Go's words, with what had been written until then
   */
  execute(name: string, data: unknown): string {
    const body = this.#templates.get(name);
    if (!body) {
      const set = goQuote(this.#options.name ?? name);
      throw new TemplateError(`template: no template ${goQuote(name)} associated with template ${set}`);
    }
    const executor = new Executor(
      {
        functions: this.#functions,
        missingKey: this.#options.missingKey ?? "default",
        lookup: (one) => this.#templates.get(one),
      },
      name,
      data,
    );
    executor.run(body);
    return executor.output;
  }
}
