import type { Clock } from "./clock.ts";
import type { Header, HttpRequest, HttpResponse } from "./http.ts";

/**
 * Hosts of the simulated internet, as catalogues declare them and the composition root puts them on the wires. A page's content may
 * come as a function, so that what nobody asks for is never made or loaded.
 */

/** One name, or several names of one machine, and what it answers at http:// and https:// alike. */
export interface Site {
  /** "github.com"; further names answer the same. */
  readonly names: readonly string[];
  /** Where its names point; chosen by name where absent. Sites with one address share it and are told apart by Host. */
  readonly address?: string;
  /** Plain http is sent on to https with 301. */
  readonly httpsOnly?: boolean;
  /** What there is. A path that no page has is answered by `answer`, else with 404. */
  readonly pages: readonly Page[];
  /** For what a list of pages cannot say (a registry's API): undefined is 404. */
  readonly answer?: (
    request: HttpRequest,
    surroundings: SiteSurroundings,
  ) => Promise<HttpResponse | undefined> | HttpResponse | undefined;
  /** A few words for the list of what there is, where pages do not tell. */
  readonly says?: string;
}

/** What a site that answers by itself has to work with. */
export interface SiteSurroundings {
  readonly clock: Clock;
  /** Whether the request came by https. */
  readonly secure: boolean;
  /** A version 4 UUID. */
  uuid(): string;
  /** What the site keeps; saved with the sandbox. */
  readonly files: SiteFiles;
}

/** A tree of files, by absolute path. */
export interface SiteFiles {
  stat(path: string): { readonly type: string } | undefined;
  read(path: string): Uint8Array;
  readText(path: string): string;
  write(path: string, content: Uint8Array | string, options?: { readonly append?: boolean }): void;
  list(path: string): readonly string[];
  makeDirectory(path: string, options?: { readonly parents?: boolean }): void;
  remove(path: string, options?: { readonly recursive?: boolean }): void;
}

/** What is at one path of a site. */
export type Page = File | Redirect;

export interface File {
  /** "/charts/index.yaml": without a query, which is not looked at. */
  readonly path: string;
  /** Whole, or made when asked for; asked again, it may be made again. */
  readonly content: Uint8Array | string | (() => Promise<Uint8Array | string>);
  /** By the path's ending where absent: text/plain, application/gzip, text/html … */
  readonly contentType?: string;
  readonly headers?: readonly Header[];
  /** A few words for the list of what there is, which has no others unless asked for all. */
  readonly says?: string;
  /** Another way to what has a page of its own, or where a redirect leads: never listed. */
  readonly hidden?: boolean;
}

export interface Redirect {
  readonly path: string;
  /** An absolute URL, or a path of the same site. */
  readonly location: string;
  /** 302 where absent. */
  readonly status?: 301 | 302 | 303 | 307 | 308;
  readonly says?: string;
  readonly hidden?: boolean;
}
