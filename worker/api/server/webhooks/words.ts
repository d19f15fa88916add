/** What a request is told when a webhook says no, or says nothing. k8s.io/apiserver pkg/admission/plugin/webhook/errors */
import { internalError } from "../../machinery/failures.ts";
import { type Status, StatusError } from "../../machinery/status.ts";

/** The webhook's own status, with its name before its words. */
export function denied(name: string, status: Partial<Status> = {}): StatusError {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const why = status.message || status.reason;
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: why ? `${by}: ${why}` : `${by} without explanation`,
    ...(status.reason ? { reason: status.reason } : {}),
    ...(status.details ? { details: status.details } : {}),
    code: Math.max(status.code ?? 0, 400),
  });
}

/** A webhook that could not be asked, or whose answer is none, where its failure policy is Fail. */
export const uncallable = (name: string, reason: string): StatusError =>
  internalError(`failed calling webhook ${JSON.stringify(name)}: ${reason}`);

const HTTP_WORDS: Readonly<Record<number, string>> = {
  400: "the server rejected our request for an unknown reason",
  401: "the server has asked for the client to provide credentials",
  403: "unknown",
  404: "the server could not find the requested resource",
  405: "the server does not allow this method on the requested resource",
  409: "the server reported a conflict",
  429: "the server has received too many requests and has asked us to try again later",
  503: "the server is currently unable to handle the request",
  504: "the server was unable to return a response in the time allotted, but may still be processing the request",
};

/** What client-go makes of an answer that is no success. k8s.io/apimachinery pkg/api/errors NewGenericServerResponse */
export function httpWords(code: number, body: string): string {
  try {
    const { kind, message } = JSON.parse(body) as Partial<Status>;
    if (kind === "Status" && message) return message;
  } catch {
    // No Status: the code has to do.
  }
  const known = HTTP_WORDS[code];
  if (known) return known;
  if (code < 500) return `the server responded with the status code ${code} but did not return more information`;
  return `an error on the server (${JSON.stringify(body.trim() || "unknown")}) has prevented the request from succeeding`;
}
