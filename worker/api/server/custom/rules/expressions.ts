import { type CelCompiler, celCompiler, kubernetesEnvironment } from "../../../cel/index.ts";

/** How the expressions of definitions are read; shared by all of them, since many state the same. */
export interface Expressions {
  /** With `self` and `oldSelf`. */
  readonly compile: CelCompiler;
  /** With an `oldSelf` that may be absent. */
  readonly compileOptional: CelCompiler;
  /** A duration, as the engine has them. */
  duration(text: string): unknown;
}

export function definitionExpressions(): Expressions {
  const base = kubernetesEnvironment();
  const read = base.clone().registerVariable("text", "string").parse("duration(text)");
  const self = () => base.clone().registerVariable("self", "dyn");
  return {
    compile: celCompiler(self().registerVariable("oldSelf", "dyn")),
    compileOptional: celCompiler(self().registerVariable("oldSelf", "optional<dyn>")),
    duration: (text) => read({ text }),
  };
}
