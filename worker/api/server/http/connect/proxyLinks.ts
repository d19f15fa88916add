/**
 * Links in what a proxied server answers lead back through the API: in Location, and in the attributes of HTML that hold URLs.
 *
 * @see k8s.io/apimachinery pkg/util/proxy Transport
 */
import { bodyText, type Header, type HttpResponse, headerOf } from "../../../../base/http.ts";
import { utf8 } from "../../../../base/streams.ts";
import type { ProxyPlace } from "./proxyPlace.ts";

export interface ProxyWay {
  readonly place: ProxyPlace;
  /** "/api/v1/namespaces/default/pods/web/proxy" */
  readonly prefix: string;
  /** The Host that the client asked for. */
  readonly host: string;
  /** Only the head was asked for, so that there is no body to go by. */
  readonly head: boolean;
}

export async function proxyLinks(answer: HttpResponse, way: ProxyWay): Promise<HttpResponse> {
  const location = headerOf(answer, "Location");
  if (location) {
    const rewritten: Header = ["Location", rewrittenUrl(location, way)];
    return { ...answer, headers: answer.headers.map((header) => (isNamed(header, "location") ? rewritten : header)) };
  }
  const [type = ""] = (headerOf(answer, "Content-Type") ?? "").split(";");
  if (type.trim() !== "text/html" || headerOf(answer, "Content-Encoding")) return answer;
  const body = utf8(rewrittenHtml(await bodyText(answer.body), (url) => rewrittenUrl(url, way)));
  const length: Header[] = way.head ? [] : [["Content-Length", String(body.length)]];
  return {
    ...answer,
    headers: [...answer.headers.filter((header) => !isNamed(header, "content-length")), ...length],
    body,
  };
}

const isNamed = ([name]: Header, wanted: string): boolean => name.toLowerCase() === wanted;

/** A path of the same host gets the prefix; what is relative, or another host's, stays. */
function rewrittenUrl(url: string, { place, prefix, host }: ProxyWay): string {
  const [, authority, path = ""] = /^(?:[a-z][a-z\d+.-]*:)?(?:\/\/([^/?#]*))?(.*)$/i.exec(url) ?? [];
  const own = authority === undefined || authority === "" || authority === `${place.ip}:${place.port}`;
  if ((!own && authority !== host) || !path.startsWith("/")) return url;
  const before = authority === host ? url.slice(0, url.length - path.length) : "";
  return path.startsWith(prefix) ? before + path : before + prefix + path;
}

/** Which attributes of which elements hold URLs. */
const URLS: Readonly<Record<string, readonly string[]>> = {
  a: ["href"],
  applet: ["codebase"],
  area: ["href"],
  audio: ["src"],
  base: ["href"],
  blockquote: ["cite"],
  body: ["background"],
  button: ["formaction"],
  command: ["icon"],
  del: ["cite"],
  embed: ["src"],
  form: ["action"],
  frame: ["longdesc", "src"],
  head: ["profile"],
  html: ["manifest"],
  iframe: ["longdesc", "src"],
  img: ["longdesc", "src", "usemap"],
  input: ["src", "usemap", "formaction"],
  ins: ["cite"],
  link: ["href"],
  object: ["classid", "codebase", "data", "usemap"],
  q: ["cite"],
  script: ["src"],
  source: ["src"],
  video: ["poster", "src"],
};

/** Comments, the text of elements that hold no markup, and tags that begin something. */
const TOKENS =
  /<!--[\s\S]*?-->|(<(script|style|textarea|title)\b(?:[^>"']|"[^"]*"|'[^']*')*>)([\s\S]*?)(?=<\/\2)|<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** Tags that begin something are written anew, as Go's tokenizer prints them; everything else stays. */
function rewrittenHtml(html: string, rewrite: (url: string) => string): string {
  return html.replace(TOKENS, (token, opening?: string, _name?: string, text?: string) => {
    if (token.startsWith("<!--")) return token;
    return opening === undefined ? rewrittenTag(token, rewrite) : rewrittenTag(opening, rewrite) + text;
  });
}

function rewrittenTag(tag: string, rewrite: (url: string) => string): string {
  const [, name = "", attributes = "", closes = ""] = /^<([^\s/>]+)([\s\S]*?)(\/?)>$/.exec(tag) ?? [];
  const element = name.toLowerCase();
  const written = [...attributes.matchAll(/([^\s=/>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g)].map(
    ([, key = "", double, single, bare]) => {
      const value = unescaped(double ?? single ?? bare ?? "");
      const attribute = key.toLowerCase();
      const shown = URLS[element]?.includes(attribute) ? rewrite(value) : value;
      return ` ${attribute}="${escaped(shown)}"`;
    },
  );
  return `<${element}${written.join("")}${closes}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, named) =>
    named
      ? (ENTITIES[named.toLowerCase()] ?? whole)
      : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "'": "&#39;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "\r": "&#13;",
};

const escaped = (text: string): string => text.replace(/[&'<>"\r]/g, (sign) => ESCAPES[sign]!);
