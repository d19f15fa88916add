import { badRequest } from "../../machinery/failures.ts";
import type { Identity } from "../request.ts";
import { ANONYMOUS, type ResourceRequest } from "./attributes.ts";

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
const EXTRA = "impersonate-extra-";
const AUTHENTICATED = "system:authenticated";
const UNAUTHENTICATED = "system:unauthenticated";

/** Whom a request wants to act as, and what its sender must be allowed to do for that. */
export interface Impersonation {
  readonly identity: Identity;
  readonly asks: readonly ResourceRequest[];
}

/**
 * Reads the Impersonate- headers; undefined when there are none.
 *
 * @throws StatusError BadRequest when groups, a uid or extras come without a user
 * @see k8s.io/apiserver pkg/endpoints/filters/impersonation
 */
export function impersonation(headers: readonly (readonly [string, string])[]): Impersonation | undefined {
  const given = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith("impersonate-"));
  if (given.length === 0) return undefined;
  const all = (wanted: string) => given.filter(([name]) => name === wanted).map(([, value]) => value);
  const [user = ""] = all("impersonate-user");
  const named = all("impersonate-group");
  const [uid = ""] = all("impersonate-uid");
  const extras = given
    .filter(([name]) => name.startsWith(EXTRA))
    .map(([name, value]) => [decodeURIComponent(name.slice(EXTRA.length)), value] as const);
  if (!user && (named.length > 0 || uid || extras.length > 0)) {
    throw badRequest(`requested ${references(named, extras, uid)} without impersonating a user`);
  }
  if (!user) return undefined;
  const account = ACCOUNT.exec(user);
  const impersonate = (resource: string, name: string, more: Partial<ResourceRequest> = {}): ResourceRequest => ({
    verb: "impersonate",
    group: "",
    resource,
    name,
    ...more,
  });
  const asks = [
    account ? impersonate("serviceaccounts", account[2]!, { namespace: account[1]! }) : impersonate("users", user),
    ...named.map((group) => impersonate("groups", group)),
    ...extras.map(([key, value]) =>
      impersonate("userextras", value, { group: "authentication.k8s.io", subresource: key }),
    ),
    ...(uid ? [impersonate("uids", uid, { group: "authentication.k8s.io" })] : []),
  ];
  const groups =
    account && named.length === 0 ? ["system:serviceaccounts", `system:serviceaccounts:${account[1]}`] : named;
  return {
    identity: { user, groups: withStanding(user, groups), ...(uid ? { uid } : {}), ...extraOf(extras) },
    asks,
  };
}

/** Adds the group of those who are known, or of those who are not. */
function withStanding(user: string, groups: readonly string[]): readonly string[] {
  const told = groups.includes(UNAUTHENTICATED);
  if (user === ANONYMOUS.user) return told ? groups : [...groups, UNAUTHENTICATED];
  return told || groups.includes(AUTHENTICATED) ? groups : [...groups, AUTHENTICATED];
}

function extraOf(extras: readonly (readonly [string, string])[]): Pick<Identity, "extra"> {
  if (extras.length === 0) return {};
  const extra: Record<string, string[]> = {};
  for (const [key, value] of extras) extra[key] = [...(extra[key] ?? []), value];
  return { extra };
}

/** The references as Go prints them. */
function references(groups: readonly string[], extras: readonly (readonly [string, string])[], uid: string): string {
  const version = "authentication.k8s.io/v1";
  const all = [
    ...groups.map((name) => `{Group  ${name}    }`),
    ...extras.map(([key, name]) => `{UserExtra  ${name}  ${version}  ${key}}`),
    ...(uid ? [`{UID  ${uid}  ${version}  }`] : []),
  ];
  return `[${all.join(" ")}]`;
}
