import { headerOf } from "../../base/http.ts";
import { utf8 } from "../../base/streams.ts";
import { httpDate } from "../../base/time.ts";
import { type Answer, errorAnswer, type Outcome } from "./answer.ts";
import { inherited, setting } from "./compile.ts";
import type { Exchange } from "./exchange.ts";

/** Serves a file, a directory's index, or a list of it. https://nginx.org/en/docs/http/ngx_http_core_module.html#root */
export function staticFile(exchange: Exchange): Outcome {
  const { world, uri } = exchange;
  const { files, version } = world;
  const path = exchange.path(uri);
  if (exchange.method !== "GET" && exchange.method !== "HEAD") {
    return { status: 405 };
  }
  if (uri.endsWith("/")) return directory(exchange, path);
  const stat = files.stat(path);
  if (!stat) return { status: 404, says: `open() "${path}" failed (2: No such file or directory)` };
  if (stat.type === "directory") {
    const query = exchange.args ? `?${exchange.args}` : "";
    return { response: { ...errorAnswer(301, version), location: `${exchange.base()}${uri}/${query}` } };
  }
  const lastModified = httpDate(stat.mtimeMs);
  const etag = `"${Math.floor(stat.mtimeMs / 1000).toString(16)}-${stat.size.toString(16)}"`;
  const withEtag = setting(exchange.scope, "etag") !== "off";
  const headers = withEtag ? ([["ETag", etag]] as const) : [];
  const noneMatch = headerOf(exchange.request, "if-none-match");
  const modifiedSince = headerOf(exchange.request, "if-modified-since");
  const same = noneMatch === undefined ? modifiedSince === lastModified : matchesTag(noneMatch, etag);
  if (same) return { response: { status: 304, body: new Uint8Array(), lastModified, headers } };
  let body: Uint8Array;
  try {
    body = files.read(path);
  } catch {
    return { status: 403, says: `open() "${path}" failed (13: Permission denied)` };
  }
  const whole: Answer = {
    status: 200,
    type: exchange.contentType(path),
    body,
    lastModified,
    headers,
    last: [["Accept-Ranges", "bytes"]],
  };
  const range = headerOf(exchange.request, "range");
  return range === undefined ? { response: whole } : ranged(range, whole, { body, version });
}

const matchesTag = (header: string, etag: string): boolean =>
  header === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);

function ranged(range: string, whole: Answer, { body, version }: { body: Uint8Array; version: string }): Outcome {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (!parts || (parts[1] === "" && parts[2] === "")) return { response: whole };
  const size = body.length;
  const suffix = parts[1] === "";
  const first = suffix ? Math.max(0, size - Number(parts[2])) : Number(parts[1]);
  const last = suffix || parts[2] === "" ? size - 1 : Math.min(Number(parts[2]), size - 1);
  if (first >= size || first > last) {
    return { response: { ...errorAnswer(416, version), headers: [["Content-Range", `bytes */${size}`]] } };
  }
  return {
    response: {
      ...whole,
      status: 206,
      body: body.subarray(first, last + 1),
      last: [["Content-Range", `bytes ${first}-${last}/${size}`]],
    },
  };
}

function directory(exchange: Exchange, path: string): Outcome {
  const { files } = exchange.world;
  const folder = path.replace(/\/$/, "") || "/";
  const there = files.stat(folder);
  const names = inherited(exchange.scope, "index").at(-1)?.args ?? ["index.html"];
  if (there?.type === "directory") {
    for (const name of names) {
      const index = exchange.expand(name);
      if (index.startsWith("/")) return { redirect: index };
      if (files.stat(`${folder}/${index}`)?.type === "file") return { redirect: exchange.uri + index };
    }
    if (setting(exchange.scope, "autoindex") === "on") return { response: listing(exchange, folder) };
    return { status: 403, says: `directory index of "${path}" is forbidden` };
  }
  return { status: 404, says: `"${path}${names[0]}" is not found (2: No such file or directory)` };
}

function listing(exchange: Exchange, folder: string): Answer {
  const { files } = exchange.world;
  const { uri } = exchange;
  const entries = files
    .list(folder)
    .filter((name) => !name.startsWith("."))
    .map((name) => ({ name, stat: files.stat(`${folder}/${name}`) }))
    .sort((a, b) => Number(b.stat?.type === "directory") - Number(a.stat?.type === "directory"));
  const rows = entries.map(({ name, stat }) => {
    const isFolder = stat?.type === "directory";
    const shown = `${name}${isFolder ? "/" : ""}`;
    const date = stat
      ? httpDate(stat.mtimeMs)
          .slice(5, 22)
          .replace(/ /g, "-")
          .replace(/-(\d\d:\d\d)$/, " $1")
      : "";
    const link = `<a href="${encodeURI(shown)}">${shown}</a>`;
    const size = isFolder ? "-" : String(stat?.size ?? 0);
    return `${link}${" ".repeat(Math.max(1, 51 - shown.length))}${date}${size.padStart(20)}\r\n`;
  });
  const body = `<html>\r\n<head><title>Index of ${uri}</title></head>\r\n<body>\r\n<h1>Index of ${uri}</h1><hr><pre><a href="../">../</a>\r\n${rows.join("")}</pre><hr></body>\r\n</html>\r\n`;
  return { status: 200, type: "text/html", body: utf8(body) };
}
