/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly continue?: string };
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  readonly code?: number;
}

export type StatusReason =
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Invalid"
  | "BadRequest"
  | "Forbidden"
  | "Unauthorized"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "TooManyRequests"
  | "InternalError"
  | "ServiceUnavailable"
  | "Timeout"
  | "Expired"
  | "Gone"
  | "NonZeroExitCode";

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The one error of the API: thrown inside the server, answered over HTTP, thrown again by clients. */
export class StatusError extends Error {
  constructor(readonly status: Status) {
    super(status.message ?? "");
    this.name = "StatusError";
  }
  get code(): number {
    return this.status.code ?? 500;
  }
  is(reason: StatusReason): boolean {
    return this.status.reason === reason;
  }
}

/** Refused for who asks, before anything else was looked at. */
export class NotAuthorized extends StatusError {}
