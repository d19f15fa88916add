/**
 * Which requests there are: what one may do with a kind and with what is below it, and by which method. Discovery tells of the
 * same table.
 */
import { methodNotAllowed, pathNotFound } from "../../machinery/failures.ts";
import type { Kind, Subresource } from "../../machinery/kind.ts";
import type { ResourceTarget } from "./target.ts";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"] as const;

/** In the order of the discovery of custom resources. */
const CUSTOM_VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"] as const;
/** What one can still do while a definition goes. */
const CLOSING_VERBS = ["delete", "deletecollection", "get", "list", "watch"] as const;

export function verbsOf(kind: Kind): readonly string[] {
  if (kind.verbs) return kind.verbs;
  if (kind.closing) return CLOSING_VERBS;
  return kind.openApi ? CUSTOM_VERBS : builtInVerbs(kind);
}

/** Namespaces cannot be deleted as a collection. */
const builtInVerbs = (kind: Kind) =>
  kind.group === "" && kind.plural === "namespaces" ? VERBS.filter((verb) => verb !== "deletecollection") : VERBS;

export const SUBRESOURCE_VERBS: Readonly<Record<Subresource, readonly string[]>> = {
  approval: ["get", "patch", "update"],
  attach: ["create", "get"],
  binding: ["create"],
  ephemeralcontainers: ["get", "patch", "update"],
  eviction: ["create"],
  exec: ["create", "get"],
  finalize: ["update"],
  log: ["get"],
  portforward: ["create", "get"],
  proxy: ["create", "delete", "get", "patch", "update"],
  resize: ["get", "patch", "update"],
  scale: ["get", "patch", "update"],
  status: ["get", "patch", "update"],
  token: ["create"],
};

/** The verb that a request is, as authorization and routes call it. k8s.io/apiserver pkg/endpoints/request RequestInfoFactory */
export function verbOf(method: string, name: string | undefined, watching: boolean): string {
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      return name !== undefined ? "get" : watching ? "watch" : "list";
  }
}

const METHODS: Readonly<Record<string, string>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/**
 * Refuses what is no route of a kind.
 *
 * @throws StatusError NotFound for a path that there is not, MethodNotAllowed for one without this method
 */
export function checkRoute(kind: Kind, { namespace, name, subresource, rest }: ResourceTarget, method: string): void {
  if (!kind.namespaced && namespace !== undefined) throw pathNotFound();
  if (name === undefined) return checkCollection(kind, namespace, method);
  if (kind.namespaced && namespace === undefined) throw pathNotFound();
  if (subresource === undefined) {
    const verb = METHODS[method];
    if (!verb || verb === "create" || !verbsOf(kind).includes(verb)) throw methodNotAllowed();
    return;
  }
  const known = kind.subresources.find((one) => one === subresource);
  if (!known || (rest !== undefined && known !== "proxy")) throw pathNotFound();
  const asked = METHODS[method] ?? (known === "proxy" && /^(HEAD|OPTIONS)$/.test(method) ? "get" : "");
  if (!SUBRESOURCE_VERBS[known].includes(asked)) throw methodNotAllowed();
}

function checkCollection(kind: Kind, namespace: string | undefined, method: string): void {
  const verbs = verbsOf(kind);
  const ofAll = kind.namespaced && namespace === undefined;
  const may =
    (method === "GET" && (verbs.includes("list") || verbs.includes("watch"))) ||
    (!ofAll && method === "POST" && verbs.includes("create")) ||
    (!ofAll && method === "DELETE" && verbs.includes("deletecollection"));
  if (!may) throw methodNotAllowed();
}
