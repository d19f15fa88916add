import type { RawAnswer } from "./play.ts";

/** What is compared of an answer. */
export interface Aspects {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** JSON as a value whose fields are in the order of the answer; a list of values for a stream of lines; else text. */
  readonly body: unknown;
  /** Present when JSON came indented. */
  readonly indented?: true;
}

/** Headers that say the same of every server; the others (dates, lengths, audit ids, flow schemas) are each server's own. */
const COMPARED = [
  "Allow",
  "Cache-Control",
  "Content-Type",
  "Location",
  "Retry-After",
  "Vary",
  "X-Content-Type-Options",
];

/** What a build says of itself, and where it was asked. */
const OF_A_BUILD = ["gitCommit", "buildDate", "goVersion", "platform", "serverAddress"];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const REVISION = /(ResourceVersion in record \(|\\?"resourceVersion\\?":\\?")([1-9]\d*)/g;
const SERVICE_IP = /\b10\.96\.\d+\.\d+\b/g;

/** Lists in the order of a Go map. */
const UNORDERED = ["resourceRules", "nonResourceRules"];
const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

type Json = Record<string, unknown>;

/** How the answers of one scenario are seen: equal values get equal names. */
export class Sight {
  /** What was asked: addresses, ports and names in it were not made up by the server. */
  readonly #asked: string;
  readonly #managedFields: boolean;
  readonly #names = new Map<string, string>();
  /** What generated names begin with. */
  readonly #prefixes: readonly string[];
  #answers = 0;

  constructor(asked: string, managedFields: boolean) {
    this.#asked = asked;
    this.#managedFields = managedFields;
    const given = [...asked.matchAll(/"generateName":"([\w.-]+)"/g)].map(([, prefix]) => prefix!);
    this.#prefixes = ["kube-api-access-", ...given];
  }

  of({ status, headers, body }: RawAnswer, stream: boolean): Aspects {
    this.#answers++;
    const seen: Record<string, string | string[]> = {};
    for (const name of COMPARED) {
      const value = headers.find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
      if (value !== undefined) seen[name] = value;
    }
    const warnings = headers.filter(([name]) => name.toLowerCase() === "warning").map(([, text]) => this.#text(text));
    if (warnings.length > 0) seen.Warning = warnings;
    return { status, headers: seen, ...(stream ? { body: this.#lines(body) } : this.#whole(body)) };
  }

  #whole(body: string): Pick<Aspects, "body" | "indented"> {
    const value = parsed(body);
    if (value === undefined) return { body: this.#text(body) };
    return { body: this.#value(value, ""), ...(body.startsWith("{\n") ? { indented: true } : {}) };
  }

  #lines(body: string): unknown[] {
    const lines = body.split("\n").filter((line) => line !== "");
    return lines.map((line) => this.#value(parsed(line) ?? line, ""));
  }

  #value(value: unknown, key: string): unknown {
    if (typeof value === "string") return this.#string(value, key);
    if (typeof value === "number" && /nodePort/i.test(key) && !this.#asked.includes(String(value))) return "NODE-PORT";
    if (Array.isArray(value)) {
      const seen = value.map((one) => this.#value(one, key));
      return UNORDERED.includes(key) ? seen.sort(byText) : seen;
    }
    if (typeof value === "object" && value !== null) return this.#object(value as Json);
    return value;
  }

  #object(object: Json): Json {
    if (object.type === "BOOKMARK") return { ...object, object: "BOOKMARK" };
    const entries = Object.entries(object)
      .filter(([key]) => this.#managedFields || key !== "managedFields")
      .map(([key, value]) => [key, key === "columnDefinitions" ? withoutProse(value) : value] as const)
      .map(([key, value]) => [key, this.#value(key === "metadata" ? ofList(object, value) : value, key)]);
    return Object.fromEntries(entries);
  }

  #string(text: string, key: string): string {
    if (text === "") return text;
    if (key === "resourceVersion") return /^[1-9]\d*$/.test(text) ? this.#named(text, "REVISION") : text;
    if (key === "continue") return "CONTINUE";
    if (key === "cells" && /^\d+(?:\.\d+)?m?s$/.test(text)) return "AGE";
    if (OF_A_BUILD.includes(key)) return key;
    return this.#text(text);
  }

  #text(text: string): string {
    let seen = text
      .replace(UUID, (uuid) => (this.#asked.includes(uuid) ? uuid : this.#named(uuid, "UID")))
      .replace(TIME, (time, fraction?: string) => (this.#asked.includes(time) ? time : fraction ? "MICROTIME" : "TIME"))
      .replace(SERVICE_IP, (ip) => (this.#asked.includes(ip) ? ip : this.#named(ip, "SERVICE-IP")))
      .replace(REVISION, (_, before: string, revision: string) => before + this.#named(revision, "REVISION"))
      .replace(/:(3[0-2]\d{3})\/(?=TCP|UDP)/g, (all, port: string) =>
        this.#asked.includes(port) ? all : ":NODE-PORT/",
      )
      .replace(/in scheme "[^"]+"/g, 'in scheme "SCHEME"')
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, "TOKEN");
    for (const prefix of this.#prefixes) {
      seen = seen.replaceAll(new RegExp(`${prefix}[bcdfghjklmnpqrstvwxz2456789]{5}\\b`, "g"), `${prefix}GENERATED`);
    }
    return seen;
  }

  /** By the answer in which a value is first seen: a server that differs in one answer need not differ in the next. */
  #named(value: string, what: string): string {
    const known = this.#names.get(value);
    if (known) return known;
    const before = [...this.#names.values()].filter((name) => name.startsWith(`${what}-${this.#answers}.`)).length;
    const name = `${what}-${this.#answers}.${before + 1}`;
    this.#names.set(value, name);
    return name;
  }
}

/** The text as JSON, undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Descriptions of columns are prose, which is not compared. */
function withoutProse(columns: unknown): unknown {
  if (!Array.isArray(columns)) return columns;
  return columns.map((column: Json) => ({ ...column, description: "PROSE" }));
}

/** The revision of a list or a bookmark is that of the whole store, where a real server writes things of its own meanwhile. */
function ofList({ kind, apiVersion }: Json, metadata: unknown): unknown {
  const list = typeof kind === "string" && apiVersion !== undefined && (kind.endsWith("List") || kind === "Table");
  if (!list || typeof metadata !== "object" || metadata === null || !("resourceVersion" in metadata)) return metadata;
  return { ...metadata, resourceVersion: "CURRENT" };
}
