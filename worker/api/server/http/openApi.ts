import { sha256 } from "../../../base/hash.ts";
import { EMPTY_BODY, type Header, type HttpRequest, type HttpResponse, headerOf } from "../../../base/http.ts";
import { utf8 } from "../../../base/streams.ts";
import { loadLateSchemas } from "../../generated/index.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { Verbs } from "../verbs.ts";
import type { Target } from "./target.ts";

const PROTOBUF_V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const YEAR_MS = 365 * 24 * 3_600_000;

type Documents = typeof import("./openApiDocuments.ts");

/**
 * /openapi/v3: an index, and a document a group and version, under a hash that changes with it. /openapi/v2: all of them as one,
 * in JSON or in protocol buffers.
 *
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
 */
export class OpenApi {
  readonly #verbs: Verbs;
  readonly #version: string;
  /** For as long as the kinds stay: the hash of each group and version, and what was written of them. */
  #kinds: readonly Kind[] = [];
  #hashes = new Map<string, string>();
  readonly #written = new Map<string, Uint8Array>();

  /** @param version "v1.36.1" */
  constructor(verbs: Verbs, version: string) {
    this.#verbs = verbs;
    this.#version = version;
  }

  /** The answer; undefined for a path that there is not. */
  async answer({ parts, query }: Target, request: HttpRequest): Promise<HttpResponse | undefined> {
    this.#refresh();
    if (parts[1] === "v2" && parts.length === 2) return this.#v2(request);
    if (parts[1] !== "v3") return undefined;
    if (parts.length === 2) return this.#index(request);
    const path = parts.slice(2).join("/");
    const hash = this.#hashes.get(path);
    if (hash === undefined) return undefined;
    const asked = query.get("hash");
    if (asked && asked !== hash) return redirect(urlOf(path, hash));
    return documentAnswer(await this.#document(path), hash, request, asked ? this.#forever() : []);
  }

  #refresh(): void {
    const kinds = this.#verbs.kinds.all();
    if (kinds === this.#kinds) return;
    this.#kinds = kinds;
    this.#written.clear();
    const groups = byPath(kinds);
    this.#hashes = new Map([...groups.keys()].sort().map((path) => [path, hashOf(groups.get(path)!)]));
  }

  #index(request: HttpRequest): HttpResponse {
    const paths = [...this.#hashes].map(([path, hash]) => [path, { serverRelativeURL: urlOf(path, hash) }]);
    const body = jsonBody({ paths: Object.fromEntries(paths) });
    return documentAnswer(body, sha256(body).toUpperCase(), request, []);
  }

  async #v2(request: HttpRequest): Promise<HttpResponse> {
    const accept = headerOf(request, "Accept") || "*/*";
    const json = ["application/json", "application/*", "*/*"].some((type) => accept.includes(type));
    if (!json && !accept.includes("protobuf")) return { status: 406, headers: [], body: EMPTY_BODY };
    const hash = sha256([...this.#hashes.values(), json].join()).toUpperCase();
    const body = await this.#body(json ? "v2" : "v2 in protocol buffers", (documents) => {
      const { swaggerOf, swaggerProtobuf, openApiDocument } = documents;
      const parts = [...byPath(this.#kinds).values()].map((kinds) => openApiDocument(kinds, this.#verbs.schemas));
      const swagger = swaggerOf(parts, this.#version);
      return json ? jsonBody(swagger) : swaggerProtobuf(swagger);
    });
    return documentAnswer(body, hash, request, [], json ? JSON_TYPE : PROTOBUF_V2);
  }

  #document(path: string): Promise<Uint8Array> {
    const kinds = this.#kinds.filter((kind) => pathOf(kind) === path);
    return this.#body(path, ({ openApiDocument }) => jsonBody(openApiDocument(kinds, this.#verbs.schemas)));
  }

  async #body(name: string, make: (documents: Documents) => Uint8Array): Promise<Uint8Array> {
    const known = this.#written.get(name);
    if (known !== undefined) return known;
    const { clock } = this.#verbs.resources;
    const [documents] = await clock.hold(Promise.all([import("./openApiDocuments.ts"), loadLateSchemas()]));
    const body = make(documents);
    this.#written.set(name, body);
    return body;
  }

  /** What is asked for by its hash never changes. */
  #forever(): readonly Header[] {
    const expires = new Date(this.#verbs.resources.clock.now() + YEAR_MS).toUTCString();
    return [
      ["Cache-Control", "public, immutable"],
      ["Expires", expires],
    ];
  }
}

/** "api/v1", "apis/apps/v1" */
const pathOf = (kind: Kind): string => (kind.group ? `apis/${apiVersionOf(kind)}` : `api/${kind.version}`);

function byPath(kinds: readonly Kind[]): ReadonlyMap<string, readonly Kind[]> {
  const groups = new Map<string, Kind[]>();
  for (const kind of kinds) groups.set(pathOf(kind), [...(groups.get(pathOf(kind)) ?? []), kind]);
  return groups;
}

const urlOf = (path: string, hash: string) => `/openapi/v3/${path}?hash=${hash}`;

/** Definitions bring their own schemas, which may change while the names stay. */
function hashOf(kinds: readonly Kind[]): string {
  const parts = kinds.map(({ kind, subresources, openApi }) => [kind, subresources, openApi?.()]);
  return sha256(JSON.stringify(parts)).toUpperCase();
}

const JSON_TYPE = "application/json";

const jsonBody = (document: object): Uint8Array => utf8(JSON.stringify(document));

function documentAnswer(
  body: Uint8Array,
  hash: string,
  request: HttpRequest,
  more: readonly Header[],
  type = JSON_TYPE,
): HttpResponse {
  const tag = `"${hash}"`;
  const headers: Header[] = [["ETag", tag], ["Vary", "Accept"], ...more];
  if (headerOf(request, "If-None-Match") === tag) return { status: 304, headers, body: EMPTY_BODY };
  return {
    status: 200,
    headers: [["Content-Type", type], ...headers, ["Content-Length", String(body.length)]],
    body,
  };
}

function redirect(url: string): HttpResponse {
  return {
    status: 301,
    headers: [
      ["Location", url],
      ["Content-Length", "0"],
    ],
    body: EMPTY_BODY,
  };
}
