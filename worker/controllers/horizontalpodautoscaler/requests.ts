import type { ApiAnswer } from "../../api/client/client.ts";

const GENERIC: Readonly<Record<number, string>> = {
  401: "the server has asked for the client to provide credentials",
  403: "unknown",
  404: "the server could not find the requested resource",
  409: "the server reported a conflict",
  503: "the server is currently unable to handle the request",
  504: "the server was unable to return a response in the time allotted, but may still be processing the request",
};

/**
 * What client-go says of an answer that is none: the Status, or what the code means, with what was asked for.
 *
 * @see k8s.io/apimachinery pkg/api/errors NewGenericServerResponse
 */
export function failureWords({ status, body }: ApiAnswer, verb: string, resource: string, name?: string): string {
  const { kind, message } = (body ?? {}) as { readonly kind?: string; readonly message?: string };
  if (kind === "Status" && message) return message;
  const words =
    GENERIC[status] ?? `the server responded with the status code ${status} but did not return more information`;
  return `${words} (${verb} ${resource}${name ? ` ${name}` : ""})`;
}
