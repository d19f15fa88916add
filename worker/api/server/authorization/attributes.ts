import { failure, forbiddenRequest } from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import { NotAuthorized, type StatusError } from "../../machinery/status.ts";
import type { Identity } from "../request.ts";

/** What a request wants to do: something with a resource, or with a path that is none. */
export type Attributes = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The field selector of a list or watch: "spec.nodeName=kind-worker". */
  readonly fields?: string;
}

export interface PathRequest {
  readonly verb: string;
  readonly path: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Which binding allows it, or what stood in the way; "" when there is nothing to say. */
  readonly reason: string;
}

/** At once, or when the rules are there. */
export type Authorize = (identity: Identity, attributes: Attributes) => Decision | Promise<Decision>;

export const ALLOWED: Decision = { allowed: true, reason: "" };
export const NO_OPINION: Decision = { allowed: false, reason: "" };

/** Whom the API server obeys without asking. k8s.io/apiserver authorizerfactory NewPrivilegedGroups */
export const MASTERS = "system:masters";

/** Who shows nothing at all. */
export const ANONYMOUS: Identity = { user: "system:anonymous", groups: ["system:unauthenticated"] };

export const isPath = (attributes: Attributes): attributes is PathRequest => "path" in attributes;

/** What is asked of a kind. */
export function resourceRequest(
  verb: string,
  { group, plural }: Pick<Kind, "group" | "plural">,
  { namespace, name, subresource, fields }: Partial<Omit<ResourceRequest, "verb" | "group" | "resource">>,
): ResourceRequest {
  return {
    verb,
    group,
    resource: plural,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
    ...(fields ? { fields } : {}),
  };
}

/** k8s.io/apiserver pkg/endpoints/handlers/responsewriters ForbiddenStatusError */
export function forbidden({ user }: Identity, attributes: Attributes, reason: string): StatusError {
  const words = sentence(user, attributes).replace(/[&<>]/g, (sign) => ESCAPED[sign]!);
  const why = reason ? `${words}: ${reason}` : words;
  const { status } = isPath(attributes)
    ? failure(403, "Forbidden", `forbidden: ${why}`, {})
    : forbiddenRequest({ group: attributes.group, plural: attributes.resource }, attributes.name ?? "", why);
  return new NotAuthorized(status);
}

const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function sentence(user: string, attributes: Attributes): string {
  const who = `User ${JSON.stringify(user)} cannot ${attributes.verb}`;
  if (isPath(attributes)) return `${who} path ${JSON.stringify(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const what = JSON.stringify(subresource ? `${resource}/${subresource}` : resource);
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : "at the cluster scope";
  return `${who} resource ${what} in API group ${JSON.stringify(group)} ${where}`;
}
