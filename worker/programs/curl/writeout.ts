import { type Header, headerOf } from "../../base/http.ts";
import { VERSION } from "./error.ts";

/** What is known after a transfer, for -w. Times in seconds since its start. */
export interface Outcome {
  readonly url: string;
  readonly effectiveUrl: string;
  readonly urlNumber: number;
  readonly method: string;
  readonly scheme: string;
  readonly exitCode: number;
  readonly errorMessage: string | undefined;
  readonly fileName: string | undefined;
  readonly status: number;
  readonly headers: readonly Header[];
  readonly httpVersion: string;
  readonly referer: string | undefined;
  readonly redirects: number;
  readonly redirectUrl: string | undefined;
  readonly connects: number;
  readonly retries: number;
  readonly local: { readonly ip: string; readonly port: number };
  readonly remote: { readonly ip: string; readonly port: number };
  readonly sizeDownload: number;
  readonly sizeUpload: number;
  readonly sizeHeader: number;
  readonly sizeRequest: number;
  readonly certificates: string;
  readonly verifyResult: number;
  readonly times: {
    readonly nameLookup: number;
    readonly connect: number;
    readonly appConnect: number;
    readonly preTransfer: number;
    readonly startTransfer: number;
    readonly redirect: number;
    readonly total: number;
  };
}

type Value = string | number | undefined | { readonly seconds: number };

const seconds = (value: number): Value => ({ seconds: value });
const speed = (bytes: number, total: number): number => Math.floor(bytes / Math.max(total, 1e-6));

/** https://curl.se/docs/manpage.html --write-out; in order of name, as %{json} lists them. */
const VARIABLES: Readonly<Record<string, (outcome: Outcome) => Value>> = {
  certs: (o) => o.certificates,
  conn_id: () => 0,
  content_type: (o) => headerOf(o, "content-type"),
  errormsg: (o) => o.errorMessage,
  exitcode: (o) => o.exitCode,
  filename_effective: (o) => o.fileName,
  ftp_entry_path: () => undefined,
  http_code: (o) => o.status,
  http_connect: () => 0,
  http_version: (o) => o.httpVersion,
  local_ip: (o) => o.local.ip,
  local_port: (o) => o.local.port,
  method: (o) => o.method,
  num_certs: (o) => o.certificates.split("-----BEGIN CERTIFICATE-----").length - 1,
  num_connects: (o) => o.connects,
  num_headers: (o) => o.headers.length,
  num_redirects: (o) => o.redirects,
  num_retries: (o) => o.retries,
  proxy_ssl_verify_result: () => 0,
  proxy_used: () => 0,
  redirect_url: (o) => o.redirectUrl,
  referer: (o) => o.referer,
  remote_ip: (o) => o.remote.ip,
  remote_port: (o) => o.remote.port,
  response_code: (o) => o.status,
  scheme: (o) => o.scheme,
  size_download: (o) => o.sizeDownload,
  size_header: (o) => o.sizeHeader,
  size_request: (o) => o.sizeRequest,
  size_upload: (o) => o.sizeUpload,
  speed_download: (o) => speed(o.sizeDownload, o.times.total),
  speed_upload: (o) => speed(o.sizeUpload, o.times.total),
  ssl_verify_result: (o) => o.verifyResult,
  time_appconnect: (o) => seconds(o.times.appConnect),
  time_connect: (o) => seconds(o.times.connect),
  time_namelookup: (o) => seconds(o.times.nameLookup),
  time_posttransfer: (o) => seconds(o.times.preTransfer),
  time_pretransfer: (o) => seconds(o.times.preTransfer),
  time_queue: () => seconds(0),
  time_redirect: (o) => seconds(o.times.redirect),
  time_starttransfer: (o) => seconds(o.times.startTransfer),
  time_total: (o) => seconds(o.times.total),
  tls_earlydata: () => 0,
  url: (o) => o.url,
  url_effective: (o) => o.effectiveUrl,
  urlnum: (o) => o.urlNumber,
  xfer_id: () => 0,
};

function showPlain(name: string, value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "object") return value.seconds.toFixed(6);
  return name === "http_code" || name === "response_code" || name === "http_connect"
    ? String(value).padStart(3, "0")
    : String(value);
}

const showJson = (value: Value): string =>
  value === undefined
    ? "null"
    : typeof value === "object"
      ? value.seconds.toFixed(6)
      : typeof value === "string"
        ? JSON.stringify(value)
        : String(value);

function asJson(outcome: Outcome): string {
  const fields = Object.entries(VARIABLES).map(([name, read]) => `"${name}":${showJson(read(outcome))}`);
  return `{${[...fields, `"curl_version":"libcurl/${VERSION}"`].join(",")}}`;
}

function headersAsJson(headers: readonly Header[]): string {
  const names = [...new Set(headers.map(([name]) => name.toLowerCase()))];
  const lines = names.map((name) => {
    const values = headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => showJson(value));
    return `"${name}":[${values.join(",")}]`;
  });
  return `{${lines.join(",\n")}\n}`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The text of a -w format, in pieces for stdout and stderr. */
export function writeOut(
  format: string,
  outcome: Outcome,
): readonly { readonly to: "stdout" | "stderr"; text: string }[] {
  const pieces: { to: "stdout" | "stderr"; text: string }[] = [{ to: "stdout", text: "" }];
  const add = (text: string) => {
    pieces.at(-1)!.text += text;
  };
  const to = (stream: "stdout" | "stderr") => pieces.push({ to: stream, text: "" });
  const pattern = /%%|%\{([^}]*)\}|%header\{([^}]*)\}|\\([nrt])|\\(.)|[^%\\]+|[%\\]/gs;
  for (const [whole, name, header, letter] of format.matchAll(pattern)) {
    if (whole === "%%") add("%");
    else if (header !== undefined) add(headerOf(outcome, header) ?? "");
    else if (letter !== undefined) add(ESCAPES[letter]!);
    else if (name === undefined) add(whole);
    else if (name === "stdout" || name === "stderr") to(name);
    else if (name === "json") add(asJson(outcome));
    else if (name === "header_json") add(headersAsJson(outcome.headers));
    else if (name === "onerror") {
      if (outcome.exitCode === 0) break;
    } else if (Object.hasOwn(VARIABLES, name)) add(showPlain(name, VARIABLES[name]!(outcome)));
    else {
      const current = pieces.at(-1)!.to;
      pieces.push({ to: "stderr", text: `curl: unknown --write-out variable: '${name}'\n` }, { to: current, text: "" });
    }
  }
  return pieces.filter((piece) => piece.text !== "");
}
