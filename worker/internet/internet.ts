import type { Clock } from "../base/clock.ts";
import { type HttpRequest, type HttpResponse, textResponse } from "../base/http.ts";
import type { Peer } from "../base/net.ts";
import { type Random, uuid } from "../base/random.ts";
import type { Page, Site, SiteSurroundings } from "../base/site.ts";
import type { Hop, TraceObject } from "../base/trace.ts";
import type { Zone } from "../network/nameserver.ts";
import { FileTree, type SavedNode } from "../shell/index.ts";
import { giveAddresses, type InternetHost } from "./addresses.ts";
import { contentTypeOf } from "./contentType.ts";
import { type FilesByUrl, sitesOfFiles } from "./files.ts";
import { nearest } from "./nearest.ts";
import { derivedZones } from "./zones.ts";

/** One line of the list of what there is. */
export interface Listed {
  readonly url: string;
  readonly says: string | undefined;
}

/** All sites of a sandbox: the catalogue's, and what a lesson brings. */
export class Internet {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #catalogue: readonly Site[];
  /** What sites keep, by their first name. */
  readonly #disks = new Map<string, FileTree>();
  /** A lesson's files, which come before the catalogue's pages. */
  #files: FilesByUrl = {};
  #sites = new Map<string, readonly Site[]>();
  #hosts: readonly InternetHost[] = [];
  #zones: readonly Zone[] = [];

  constructor(options: {
    readonly sites: readonly Site[];
    readonly clock: Clock;
    readonly random: Random;
    readonly files?: FilesByUrl;
    /** What sites kept before. */
    readonly disks?: Readonly<Record<string, SavedNode>>;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#catalogue = options.sites;
    const now = () => this.#clock.now();
    for (const [name, saved] of Object.entries(options.disks ?? {}))
      this.#disks.set(name, new FileTree({ now, saved }));
    this.provide(options.files ?? {});
  }

  /** Replaces what a lesson brought: content by "example.com/path/file.yaml", or by a whole URL. */
  provide(files: FilesByUrl): void {
    this.#files = files;
    const sites = [...sitesOfFiles(files), ...this.#catalogue];
    const byName = new Map<string, Site[]>();
    for (const site of sites) {
      for (const name of site.names) byName.set(name, [...(byName.get(name) ?? []), site]);
    }
    this.#sites = byName;
    this.#hosts = giveAddresses(this.#catalogue, [...byName.keys()]);
    this.#zones = [zoneOf(this.#hosts), ...derivedZones];
  }

  /** What `provide` was last given: plain data, to be saved with the sandbox. */
  get files(): FilesByUrl {
    return this.#files;
  }

  /** What sites keep: plain data, to be saved with the sandbox. */
  disks(): Readonly<Record<string, SavedNode>> {
    return Object.fromEntries([...this.#disks].map(([name, tree]) => [name, tree.save()]));
  }

  get hosts(): readonly InternetHost[] {
    return this.#hosts;
  }

  get zones(): readonly Zone[] {
    return this.#zones;
  }

  /** Every page that is not hidden, in the order declared. */
  list(): readonly Listed[] {
    const found = new Map<string, Listed>();
    for (const [name, sites] of this.#sites) {
      for (const site of sites) {
        if (name !== site.names[0]) continue;
        const shown: readonly { readonly path: string; readonly says?: string }[] = site.pages.filter(
          ({ hidden }) => !hidden,
        );
        const pages = site.says ? [{ path: "/", says: site.says }, ...shown] : shown;
        for (const { path, says } of pages) {
          const url = `https://${name}${path}`;
          if (!found.has(url)) found.set(url, { url, says });
        }
      }
    }
    return [...found.values()];
  }

  /** What a trace tells of a name that nobody here has; undefined where it is no name of the internet. */
  unknownName(name: string, server: string): Hop | undefined {
    if (!name.includes(".") || /\.(local|arpa|internal)$/.test(name)) return undefined;
    const names = [...this.#sites.keys()];
    const shown = nearest(name, names, 3);
    const says = `the simulated internet has no ${name}; \`internet\` lists what it has, such as ${shown.join(", ")}`;
    return { kind: "resolver", at: server, says };
  }

  /** Answers one request as the site that its Host names. */
  async answer(request: HttpRequest, peer: Peer): Promise<HttpResponse> {
    const name = request.authority.replace(/:\d+$/, "").toLowerCase();
    const sites = this.#sites.get(name) ?? [];
    const response = await this.#respond(request, { name, sites, secure: peer.tls !== undefined });
    if (response) return this.#dated(request, response);
    const path = pathOf(request);
    peer.record(missing(name, path, sites));
    return this.#dated(request, textResponse(404, notHere(name, path), "text/plain; charset=utf-8"));
  }

  async #respond(
    request: HttpRequest,
    { name, sites, secure }: { readonly name: string; readonly sites: readonly Site[]; readonly secure: boolean },
  ): Promise<HttpResponse | undefined> {
    if (!secure && sites.some((site) => site.httpsOnly)) return redirect(301, `https://${name}${request.path}`);
    const path = pathOf(request);
    const page = pageAt(sites, path) ?? pageAt(sites, decoded(path));
    if (page) {
      if (request.method === "GET" || request.method === "HEAD") return this.#page(page);
      return { ...textResponse(405, "", "text/plain"), headers: [["Allow", "GET, HEAD"]] };
    }
    for (const site of sites) {
      const own = await site.answer?.(request, this.#around(site, secure));
      if (own) return own;
    }
    return undefined;
  }

  #around({ names: [name = ""] }: Site, secure: boolean): SiteSurroundings {
    const disk = (): FileTree => {
      let tree = this.#disks.get(name);
      if (!tree) this.#disks.set(name, (tree = new FileTree({ now: () => this.#clock.now() })));
      return tree;
    };
    return {
      clock: this.#clock,
      secure,
      uuid: () => uuid(this.#random.stream("internet")),
      get files() {
        return disk().files(0);
      },
    };
  }

  async #page(page: Page): Promise<HttpResponse> {
    if ("location" in page) return redirect(page.status ?? 302, page.location);
    const { content, contentType, headers } = page;
    const whole = typeof content === "function" ? await this.#clock.hold(content()) : content;
    return textResponse(200, whole, contentType ?? contentTypeOf(page.path), headers);
  }

  #dated(request: HttpRequest, response: HttpResponse): HttpResponse {
    const headers = [["Date", new Date(this.#clock.now()).toUTCString()] as const, ...response.headers];
    return { ...response, headers, ...(request.method === "HEAD" ? { body: new Uint8Array(0) } : {}) };
  }
}

const pathOf = ({ path }: HttpRequest): string => path.replace(/[?#].*$/s, "");

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function pageAt(sites: readonly Site[], path: string): Page | undefined {
  for (const site of sites) {
    const page = site.pages.find((one) => one.path === path);
    if (page) return page;
  }
  return undefined;
}

const redirect = (status: number, location: string): HttpResponse => ({
  status,
  headers: [
    ["Content-Type", "text/html; charset=utf-8"],
    ["Content-Length", "0"],
    ["Location", location],
  ],
  body: new Uint8Array(0),
});

const notHere = (name: string, path: string): string =>
  `404: Not Found\nThe simulated internet has no https://${name}${path}\nThe command internet lists what it has.\n`;

function missing(name: string, path: string, sites: readonly Site[]): Hop {
  const paths = sites.flatMap(({ pages }) => pages.flatMap((page) => (page.hidden ? [] : [page.path])));
  const page = (one: string): TraceObject => ({ kind: "Page", name: `https://${name}${one}` });
  const near = nearest(path, paths, 2);
  return {
    kind: "endpoint",
    at: name,
    says: `there is nothing at ${path}; \`internet\` lists what there is`,
    object: { kind: "Site", name },
    ...(near.length > 0
      ? { nearMisses: near.map((one) => ({ object: page(one), because: "the path is another" })) }
      : {}),
  };
}

function zoneOf(hosts: readonly InternetHost[]): Zone {
  const records = hosts.flatMap(({ address, names }) =>
    names.map((name) => ({ name, type: "A" as const, ttl: 60, data: address })),
  );
  return { origin: "", records };
}
