/** Opening tags that make a text HTML when a blank or ">" follows; letters count in either case. */
const HTML = [
  "<!DOCTYPE HTML",
  "<HTML",
  "<HEAD",
  "<SCRIPT",
  "<IFRAME",
  "<H1",
  "<DIV",
  "<FONT",
  "<TABLE",
  "<A",
  "<STYLE",
  "<TITLE",
  "<B",
  "<BODY",
  "<BR",
  "<P",
  "<!--",
];

/** What a Go server calls a text that it was given no Content-Type for: net/http DetectContentType, without kinds of bytes that are no text. */
export function goContentType(text: string): string {
  const start = text.slice(0, 512).replace(/^[\t\n\f\r ]+/, "");
  const upper = start.toUpperCase();
  if (HTML.some((tag) => upper.startsWith(tag) && /[ >]/.test(upper.charAt(tag.length)))) {
    return "text/html; charset=utf-8";
  }
  if (start.startsWith("<?xml")) return "text/xml; charset=utf-8";
  if (text.startsWith("%PDF-")) return "application/pdf";
  if (text.startsWith("%!PS-Adobe-")) return "application/postscript";
  return "text/plain; charset=utf-8";
}
