const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  gz: "application/gzip",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  tgz: "application/gzip",
  xml: "application/xml",
};

/** By the ending of a path, as static hosts do it; manifests and what is unknown are plain text. */
export function contentTypeOf(path: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? (path.endsWith("/") ? "html" : "");
  return TYPES[ending] ?? "text/plain; charset=utf-8";
}
