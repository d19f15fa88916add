import { type Header, type HttpResponse, REASONS } from "../../base/http.ts";
import type { NetAccess } from "../../base/net.ts";
import { utf8 } from "../../base/streams.ts";
import type { Files } from "../../shell/files.ts";

/** What nginx needs of its container to answer. */
export interface Surroundings {
  readonly files: Files;
  readonly net: NetAccess;
  readonly version: string;
  readonly hostname: string;
  nowMs(): number;
  /** A line of the error log, without time and level. */
  error(level: string, words: string): void;
  /** A line of an access log file. */
  access(path: string, line: string): void;
  /** The address of a name. */
  resolve(name: string): Promise<string | undefined>;
  /** Counts up, for round robin. */
  next(key: string): number;
}

/** What a location says about a request: an answer, or another path to look at. */
export type Outcome =
  | { readonly response: Answer }
  | { readonly redirect: string }
  | { readonly status: number; readonly says?: string }
  | { readonly named: string };

/** An answer before the headers that every answer has. */
export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: HttpResponse["body"];
  readonly lastModified?: string;
  readonly location?: string;
  /** In nginx's order: after Connection. */
  readonly headers?: readonly Header[];
  /** After what add_header adds. */
  readonly last?: readonly Header[];
  /** The connection ends with it, whatever the client asked for. */
  readonly closes?: boolean;
}

/** The built-in page of a status. */
export function errorAnswer(status: number, version: string): Answer {
  const title = `${status} ${TITLES[status] ?? REASONS[status] ?? ""}`.trim();
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
  return { status, type: "text/html", body: utf8(body), closes: CLOSING.has(status) };
}

/** After its own page for one of these nginx closes the connection. @see ngx_http_special_response_handler */
export const CLOSING: ReadonlySet<number> = new Set([400, 413, 414, 500, 501]);

export const TITLES: Readonly<Record<number, string>> = {
  302: "Found",
  405: "Not Allowed",
  408: "Request Time-out",
  413: "Request Entity Too Large",
  414: "Request-URI Too Large",
  416: "Requested Range Not Satisfiable",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};
