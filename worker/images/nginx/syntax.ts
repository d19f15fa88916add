/** One directive of an nginx configuration, with where it stands. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block?: readonly Directive[];
  readonly file: string;
  readonly line: number;
}

/** A configuration that nginx refuses: the words after "[emerg]". */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigurationError";
  }
}

export interface Sources {
  /** @throws ConfigurationError when the file cannot be read */
  read(path: string): string;
  /** Paths that match a glob, sorted. */
  glob(pattern: string): readonly string[];
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly kind: "word" | ";" | "{" | "}";
}

/**
 * Reads a configuration with everything it includes.
 * @throws ConfigurationError in nginx's words
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 */
export function parseConfiguration(path: string, sources: Sources): readonly Directive[] {
  const tokens = tokenise(sources.read(path), path);
  let at = 0;
  const block = (inner: boolean): Directive[] => {
    const directives: Directive[] = [];
    let words: Token[] = [];
    for (; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (token.kind === "word") {
        words.push(token);
        continue;
      }
      const [first, ...rest] = words;
      words = [];
      if (token.kind === "}") {
        if (first || !inner) throw new ConfigurationError(`unexpected "}" in ${path}:${token.line}`);
        return directives;
      }
      if (!first) throw new ConfigurationError(`unexpected "${token.kind}" in ${path}:${token.line}`);
      const directive = { name: first.text, args: rest.map(({ text }) => text), file: path, line: first.line };
      if (token.kind === ";") {
        if (directive.name === "include") directives.push(...include(directive, sources));
        else directives.push(directive);
        continue;
      }
      at += 1;
      directives.push({ ...directive, block: block(true) });
    }
    const last = tokens.at(-1)?.line ?? 1;
    if (inner) throw new ConfigurationError(`unexpected end of file, expecting "}" in ${path}:${last}`);
    if (words.length > 0) {
      throw new ConfigurationError(`unexpected end of file, expecting ";" or "}" in ${path}:${last}`);
    }
    return directives;
  };
  return block(false);
}

function include({ args, file, line }: Directive, sources: Sources): readonly Directive[] {
  const pattern = args[0] ?? "";
  const path = pattern.startsWith("/") ? pattern : `/etc/nginx/${pattern}`;
  if (/[*?[]/.test(path)) return sources.glob(path).flatMap((one) => parseConfiguration(one, sources));
  try {
    return parseConfiguration(path, sources);
  } catch (error) {
    if (error instanceof ConfigurationError && error.message.startsWith(`open() "${path}"`)) {
      throw new ConfigurationError(`${error.message} in ${file}:${line}`);
    }
    throw error;
  }
}

function tokenise(text: string, file: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === "\n") line += 1;
    if (/\s/.test(char)) {
      at += 1;
    } else if (char === "#") {
      while (at < text.length && text[at] !== "\n") at += 1;
    } else if (char === ";" || char === "{" || char === "}") {
      tokens.push({ text: char, line, kind: char });
      at += 1;
    } else if (char === '"' || char === "'") {
      const start = line;
      let word = "";
      at += 1;
      while (at < text.length && text[at] !== char) {
        if (text[at] === "\n") line += 1;
        if (text[at] === "\\" && at + 1 < text.length) {
          const next = text[at + 1]!;
          word += next === char || next === "\\" ? next : next === "n" ? "\n" : next === "t" ? "\t" : `\\${next}`;
          at += 2;
        } else word += text[at++];
      }
      if (at >= text.length) throw new ConfigurationError(`unexpected end of file, expecting "}" in ${file}:${line}`);
      at += 1;
      tokens.push({ text: word, line: start, kind: "word" });
    } else {
      let word = "";
      while (at < text.length && !/[\s;{}]/.test(text[at]!)) {
        if (text[at] === "\\" && at + 1 < text.length) {
          word += text[at]! + text[at + 1]!;
          at += 2;
        } else if (text[at] === "$" && text[at + 1] === "{") {
          const close = text.indexOf("}", at);
          const end = close < 0 ? text.length : close + 1;
          word += text.slice(at, end);
          at = end;
        } else word += text[at++];
      }
      // A regular expression may hold braces: \d{2}.
      while (text[at] === "{" && /^\{\d+(,\d*)?\}/.test(text.slice(at)) && word !== "") {
        const end = text.indexOf("}", at) + 1;
        word += text.slice(at, end);
        at = end;
        while (at < text.length && !/[\s;{}]/.test(text[at]!)) word += text[at++];
      }
      tokens.push({ text: word, line, kind: "word" });
    }
  }
  return tokens;
}
