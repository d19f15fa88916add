import { dig, type Json, type JsonObject, listAt, textAt } from "../json.ts";
import type { Connection } from "./connection.ts";

/** A resource that the server offers. */
export interface ApiResource {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly { readonly name: string; readonly kind: string; readonly verbs: readonly string[] }[];
}

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** "v1", "apps/v1". */
export const apiVersionOf = ({ group, version }: GroupVersion): string => (group ? `${group}/${version}` : version);

/** "pods", "deployments.apps". */
export const qualifiedPlural = (resource: ApiResource): string =>
  resource.group ? `${resource.plural}.${resource.group}` : resource.plural;

/** "pod", "deployment.apps": how kubectl names one object's type. */
export const typeWord = (resource: Pick<ApiResource, "kind" | "group">): string =>
  resource.group ? `${resource.kind.toLowerCase()}.${resource.group}` : resource.kind.toLowerCase();

/** A word that names no resource of the server. */
export class NoSuchResource extends Error {
  constructor(word: string) {
    super(`the server doesn't have a resource type "${word}"`);
    this.name = "NoSuchResource";
  }
}

const ACCEPT = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/** What the server offers: groups in its order, versions in order of preference, and names resolved to resources. */
export class Discovery {
  constructor(
    /** Every resource in the server's order: core first. */
    readonly resources: readonly ApiResource[],
    /** Every served version, also those without resources. */
    readonly groupVersions: readonly GroupVersion[],
  ) {}

  static async fetch(connection: Connection): Promise<Discovery> {
    const query = [["timeout", "32s"]] as const;
    const documents: JsonObject[] = [];
    for (const path of ["/api", "/apis"]) documents.push(await connection.json({ path, query, accept: ACCEPT }));
    if (documents.every((one) => one.kind === "APIGroupDiscoveryList")) return aggregated(documents);
    return legacy(connection, documents);
  }

  /** One resource a group and name: the preferred version that has it. */
  get preferred(): readonly ApiResource[] {
    const seen = new Set<string>();
    return this.resources.filter((one) => {
      const key = `${one.group}/${one.plural}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  /**
   * What a word of the command line names: "po", "pods", "Pod", "deployments.apps", "deployments.v1.apps".
   * A group may be shortened to its beginning, as in kubectl's REST mapper.
   *
   * @throws NoSuchResource
   */
  find(word: string): ApiResource {
    const [name = "", ...rest] = word.split(".");
    const found =
      (rest.length >= 2 ? this.#lookUp(name, rest.slice(1).join("."), rest[0]) : undefined) ??
      this.#lookUp(name, rest.join("."));
    if (!found) throw new NoSuchResource(name);
    return found;
  }

  tryFind(word: string): ApiResource | undefined {
    try {
      return this.find(word);
    } catch {
      return undefined;
    }
  }

  #lookUp(name: string, group: string, version?: string): ApiResource | undefined {
    const wanted = name.toLowerCase();
    const inVersion = this.resources.filter((one) => version === undefined || one.version === version);
    const byName = (group_: (one: ApiResource) => boolean): ApiResource | undefined => {
      const pool = inVersion.filter(group_);
      return (
        pool.find((one) => one.plural === wanted) ??
        pool.find((one) => one.singular === wanted || one.kind.toLowerCase() === wanted) ??
        pool.find((one) => one.shortNames.includes(wanted))
      );
    };
    if (group === "") return byName(() => true);
    return byName((one) => one.group === group) ?? byName((one) => one.group.startsWith(group));
  }

  /** The resource of an object's apiVersion and kind. */
  ofKind(apiVersion: string, kind: string): ApiResource | undefined {
    return this.resources.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  }

  /** Everything of a category such as "all", or undefined when the word is none. */
  category(word: string): readonly ApiResource[] | undefined {
    const members = this.preferred.filter((one) => one.categories.includes(word));
    return members.length > 0 ? members : undefined;
  }
}

function aggregated(documents: readonly JsonObject[]): Discovery {
  const resources: ApiResource[] = [];
  const groupVersions: GroupVersion[] = [];
  for (const item of documents.flatMap((one) => listAt(one, "items"))) {
    const group = textAt(item, "metadata", "name");
    for (const served of listAt(item, "versions")) {
      const version = textAt(served, "version");
      groupVersions.push({ group, version });
      for (const resource of listAt(served, "resources")) {
        resources.push({
          group,
          version,
          plural: textAt(resource, "resource"),
          singular: textAt(resource, "singularResource"),
          kind: textAt(resource, "responseKind", "kind"),
          namespaced: textAt(resource, "scope") === "Namespaced",
          verbs: words(resource, "verbs"),
          shortNames: words(resource, "shortNames"),
          categories: words(resource, "categories"),
          subresources: listAt(resource, "subresources").map((one) => ({
            name: textAt(one, "subresource"),
            kind: textAt(one, "responseKind", "kind"),
            verbs: words(one, "verbs"),
          })),
        });
      }
    }
  }
  return new Discovery(resources, groupVersions);
}

/** The form of servers that do not aggregate: one list of resources a version. */
async function legacy(connection: Connection, documents: readonly JsonObject[]): Promise<Discovery> {
  const core = listAt(documents[0], "versions").map((version) => ({ group: "", version: String(version) }));
  const others = listAt(documents[1], "groups").flatMap((item) =>
    listAt(item, "versions").map((one) => ({ group: textAt(item, "name"), version: textAt(one, "version") })),
  );
  const groupVersions = [...core, ...others];
  const resources: ApiResource[] = [];
  for (const gv of groupVersions) {
    const path = gv.group ? `/apis/${gv.group}/${gv.version}` : `/api/${gv.version}`;
    const items = listAt(await connection.json({ path }), "resources");
    for (const item of items.filter((one) => !textAt(one, "name").includes("/"))) {
      const plural = textAt(item, "name");
      resources.push({
        ...gv,
        plural,
        singular: textAt(item, "singularName"),
        kind: textAt(item, "kind"),
        namespaced: dig(item, "namespaced") === true,
        verbs: words(item, "verbs"),
        shortNames: words(item, "shortNames"),
        categories: words(item, "categories"),
        subresources: items
          .filter((one) => textAt(one, "name").startsWith(`${plural}/`))
          .map((one) => ({
            name: textAt(one, "name").slice(plural.length + 1),
            kind: textAt(one, "kind"),
            verbs: words(one, "verbs"),
          })),
      });
    }
  }
  return new Discovery(resources, groupVersions);
}

const words = (value: Json | undefined, key: string): readonly string[] => listAt(value, key).map(String);
