/**
 * The failures of the API server, one constructor each, in its words.
 *
 * @see k8s.io/apimachinery pkg/api/errors
 */
import type { FieldError } from "./field.ts";
import { type Status, type StatusDetails, StatusError, type StatusReason } from "./status.ts";

/** The names of a resource that messages use; every Kind has them. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

/** The Status of a refusal, as an error. */
export function failure(
  code: number,
  reason: StatusReason | undefined,
  message: string,
  details?: StatusDetails,
): StatusError {
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  };
  return new StatusError(status);
}

const qualified = ({ group, plural }: ResourceName) => (group ? `${plural}.${group}` : plural);

function detailsOf({ group, plural }: ResourceName, name: string): StatusDetails {
  return { ...(name ? { name } : {}), ...(group ? { group } : {}), ...(plural ? { kind: plural } : {}) };
}

/** No object of that name. */
export const notFound = (resource: ResourceName, name: string): StatusError =>
  failure(404, "NotFound", `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));

/** No such path or resource. */
export const pathNotFound = (): StatusError =>
  failure(404, "NotFound", "the server could not find the requested resource", {});

/** An object of that name is there. */
export const alreadyExists = (resource: ResourceName, name: string): StatusError =>
  failure(409, "AlreadyExists", `${qualified(resource)} "${name}" already exists`, detailsOf(resource, name));

export const MODIFIED = "the object has been modified; please apply your changes to the latest version and try again";

/** Somebody else has written in between; `why` where it is another conflict. */
export const conflict = (resource: ResourceName, name: string, why = MODIFIED): StatusError =>
  failure(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );

export const badRequest = (message: string): StatusError => failure(400, "BadRequest", message);

export const forbiddenRequest = (resource: ResourceName, name: string, why: string): StatusError =>
  failure(
    403,
    "Forbidden",
    name ? `${qualified(resource)} "${name}" is forbidden: ${why}` : `${qualified(resource)} is forbidden: ${why}`,
    detailsOf(resource, name),
  );

export const unauthorized = (): StatusError => failure(401, "Unauthorized", "Unauthorized");

/** Every problem of an object: `Deployment.apps "x" is invalid: [a: Required value, b: …]`. */
export function invalidObject(
  kind: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const whole = lines.length === 1 ? lines[0]! : `[${lines.join(", ")}]`;
  const type = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return failure(422, "Invalid", `${type} "${name}" is invalid: ${whole}`, {
    ...(name ? { name } : {}),
    ...(kind.group ? { group: kind.group } : {}),
    ...(kind.kind ? { kind: kind.kind } : {}),
    causes: errors.map(({ type: reason, message, field }) => ({ reason, message, field })),
  });
}

/** A patch that does not fit the object it is for (RFC 6902 test or path). */
export const unprocessable = (): StatusError =>
  failure(422, "Invalid", "the server rejected our request due to an error in our request", {});

export const methodNotSupported = (resource: ResourceName, action: string): StatusError =>
  failure(
    405,
    "MethodNotAllowed",
    `${action} is not supported on resources of kind "${qualified(resource)}"`,
    detailsOf(resource, ""),
  );

export const methodNotAllowed = (): StatusError =>
  failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});

/** @param metadata where a list that is too old can still go on */
export function expired(message: string, metadata: Status["metadata"] = {}): StatusError {
  return new StatusError({ ...failure(410, "Expired", message).status, metadata });
}

/** A revision that is still to come. k8s.io/apiserver pkg/storage NewTooLargeResourceVersionError */
export const tooLargeRevision = (asked: number, current: number): StatusError =>
  failure(504, "Timeout", `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });

/** A request that no route takes, as the real server's router words it. */
export const routeRefused = (code: 406 | 415, message: string): StatusError =>
  failure(code, code === 406 ? "NotAcceptable" : "UnsupportedMediaType", message, {});

export const internalError = (message: string): StatusError =>
  failure(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });

/** An error without a reason: kubectl prints "Error from server: …". */
export const unknownError = (message: string): StatusError => failure(500, undefined, message);

export const unsupportedMediaType = (accepted: readonly string[]): StatusError =>
  failure(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );

export const notAcceptable = (accepted: readonly string[]): StatusError =>
  failure(406, "NotAcceptable", `only the following media types are accepted: ${accepted.join(", ")}`);

/** What a successful deletion of an object that is gone at once answers. */
export function deleted(resource: ResourceName, name: string, uid: string | undefined): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { ...detailsOf(resource, name), ...(uid ? { uid } : {}) },
  };
}
