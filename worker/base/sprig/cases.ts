/** "HTTPServer_name" to "http_server_name". https://pkg.go.dev/github.com/huandu/xstrings#ToSnakeCase */
export function separatedCase(value: string, separator: "_" | "-"): string {
  return value
    .replace(/([\p{Lu}]+)([\p{Lu}][\p{Ll}])/gu, `$1${separator}$2`)
    .replace(/([\p{Ll}])([\p{Lu}])/gu, `$1${separator}$2`)
    .replace(/([\p{L}])([\p{N}]+)(?=[\p{Ll}])/gu, `$1${separator}$2`)
    .replace(/([\p{N}])([\p{Lu}])/gu, `$1${separator}$2`)
    .replace(/[\s_-]/g, separator)
    .toLowerCase();
}

/** "http_server" to "HttpServer". https://pkg.go.dev/github.com/huandu/xstrings#ToPascalCase */
export function camelCase(value: string): string {
  const lead = /^[_\s-]*/.exec(value)![0];
  return lead + value.slice(lead.length).replace(/(^|[_\s-]+)(.)/gu, (_, __, one: string) => one.toUpperCase());
}

/** Lines of at most so many characters, broken at blanks; long words too where asked. */
export function wrapped(value: string, width: number, end: string, breaksWords: boolean): string {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let rest = value;
  while (rest.length > limit) {
    if (rest[0] === " ") {
      rest = rest.slice(1);
      continue;
    }
    const blank = rest.lastIndexOf(" ", limit);
    if (blank >= 0) {
      lines.push(rest.slice(0, blank));
      rest = rest.slice(blank + 1);
    } else if (breaksWords) {
      lines.push(rest.slice(0, limit));
      rest = rest.slice(limit);
    } else {
      const next = rest.indexOf(" ", limit);
      if (next < 0) break;
      lines.push(rest.slice(0, next));
      rest = rest.slice(next + 1);
    }
  }
  return [...lines, rest].join(end);
}
