import type { YAMLError } from "yaml";

/**
 * What go-yaml says of the mistakes that people make. Its scanner names the line where it stood, its parser the line before;
 * what stands on the first line is told without a line.
 */
export function goYamlWords(error: YAMLError, text: string): string {
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length - 1;
  const told = (line: number, says: string): string => (line > 0 ? `yaml: line ${line}: ${says}` : `yaml: ${says}`);
  const scanner = (offset: number, says: string): string => {
    const line = lineOf(offset);
    return told(line > 0 ? line + 1 : 0, says);
  };
  const parser = (offset: number, says: string): string => told(lineOf(offset), says);
  const [from, to] = error.pos;
  const end = text.length;
  /** The end of the text is on a line of its own. */
  const endLine = lineOf(end) + (text.endsWith("\n") ? 0 : 1);
  const colon = (): number => from + Math.max(0, text.slice(from).search(/:(\s|$)/));
  const { message } = error;
  switch (error.code) {
    case "TAB_AS_INDENT":
    case "BAD_SCALAR_START":
      return scanner(from, "found character that cannot start any token");
    case "BLOCK_AS_IMPLICIT_KEY":
      if (/block sequence/.test(message)) return parser(to, "did not find expected key");
      return scanner(colon(), "mapping values are not allowed in this context");
    case "MULTILINE_IMPLICIT_KEY":
      return scanner(to, "could not find expected ':'");
    case "MISSING_CHAR":
      if (/quote/.test(message)) return scanner(end, "found unexpected end of stream");
      return scanner(to + 1, "could not find expected ':'");
    case "BAD_INDENT":
      if (/Flow/.test(message) && /[[{,]\s*$/.test(text)) return told(endLine, "did not find expected node content");
      if (/Flow sequence/.test(message)) return parser(from, "did not find expected ',' or ']'");
      if (/Flow map/.test(message)) return parser(from, "did not find expected ',' or '}'");
      return parser(from, "did not find expected key");
    case "UNEXPECTED_TOKEN":
      if (/^\s*- /.test(text)) return parser(from, "did not find expected '-' indicator");
      return parser(from, "did not find expected key");
    default:
      return parser(from, "did not find expected key");
  }
}
