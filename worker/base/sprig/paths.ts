import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import type { Dict } from "./values.ts";

/** Go's path.Clean. */
export function cleanPath(path: string): string {
  if (path === "") return ".";
  const rooted = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!rooted) kept.push("..");
  }
  return (rooted ? "/" : "") + kept.join("/") || (rooted ? "/" : ".");
}

/** Go's path.Base. */
export function basePath(path: string): string {
  if (path === "") return ".";
  const bare = path.replace(/\/+$/, "");
  return bare === "" ? "/" : bare.slice(bare.lastIndexOf("/") + 1);
}

const folder = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
const extension = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? "";

function urlParts(value: string): Dict {
  const parts =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(value);
  if (!parts) throw new Error(`unable to parse url: parse ${JSON.stringify(value)}: invalid URL`);
  const [, scheme = "", userinfo = "", host = "", path = "", query = "", fragment = ""] = parts;
  const opaque = scheme !== "" && host === "" && !path.startsWith("/") ? path : "";
  const hostname = host.replace(/:\d*$/, "").replace(/^\[(.*)\]$/, "$1");
  return {
    scheme: scheme.toLowerCase(),
    userinfo,
    host,
    hostname,
    path: opaque ? "" : decodeURIComponent(path),
    query,
    opaque,
    fragment,
  };
}

function joinedUrl(parts: Dict): string {
  const part = (key: string): string => {
    const value = parts[key] ?? "";
    if (typeof value !== "string")
      throw new Error(`unable to parse ${key} key, must be of type string, but ${typeof value} found`);
    return value;
  };
  const scheme = part("scheme") ? `${part("scheme")}:` : "";
  const user = part("userinfo") ? `${part("userinfo")}@` : "";
  const tail = (part("query") ? `?${part("query")}` : "") + (part("fragment") ? `#${part("fragment")}` : "");
  if (part("opaque")) return scheme + part("opaque") + tail;
  const host = part("host");
  const path = part("path");
  const slash = host !== "" && path !== "" && !path.startsWith("/") ? "/" : "";
  const authority = host || user ? `//${user}${host}` : "";
  return scheme + authority + slash + encodeURI(path).replace(/[?#]/g, encodeURIComponent) + tail;
}

/** https://masterminds.github.io/sprig/paths.html and url.html */
export const PATHS: FunctionMap = {
  base: fn(["string"], basePath),
  dir: fn(["string"], folder),
  clean: fn(["string"], cleanPath),
  ext: fn(["string"], extension),
  isAbs: fn(["string"], (path: string) => path.startsWith("/")),
  osBase: fn(["string"], basePath),
  osDir: fn(["string"], folder),
  osClean: fn(["string"], cleanPath),
  osExt: fn(["string"], extension),
  osIsAbs: fn(["string"], (path: string) => path.startsWith("/")),
  urlParse: fn(["string"], urlParts),
  urlJoin: fn(["map"], joinedUrl),
};
