import { type Header, type HttpResponse, textResponse } from "../../base/http.ts";

/**
 * What a registry answers when it does not do what it is asked to: codes, words and statuses of the distribution project's registry.
 *
 * @see https://distribution.github.io/distribution/spec/api/#errors-2
 */
const ERRORS = {
  UNAUTHORIZED: [401, "authentication required"],
  DENIED: [403, "requested access to the resource is denied"],
  UNSUPPORTED: [405, "The operation is unsupported."],
  DIGEST_INVALID: [400, "provided digest did not match uploaded content"],
  SIZE_INVALID: [400, "provided length did not match content length"],
  RANGE_INVALID: [416, "invalid content range"],
  NAME_INVALID: [400, "invalid repository name"],
  TAG_INVALID: [400, "manifest tag did not match URI"],
  NAME_UNKNOWN: [404, "repository name not known to registry"],
  MANIFEST_UNKNOWN: [404, "manifest unknown"],
  MANIFEST_INVALID: [400, "manifest invalid"],
  MANIFEST_BLOB_UNKNOWN: [400, "blob unknown to registry"],
  BLOB_UNKNOWN: [404, "blob unknown to registry"],
  BLOB_UPLOAD_UNKNOWN: [404, "blob upload unknown to registry"],
  BLOB_UPLOAD_INVALID: [404, "blob upload invalid"],
  PAGINATION_NUMBER_INVALID: [400, "invalid number of results requested"],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal on its way to the answer. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail?: unknown,
    readonly words: string = ERRORS[code][1],
  ) {
    super(words);
  }
}

export const JSON_TYPE = "application/json; charset=utf-8";

/** A refusal as the registry sends it. */
export function refusalResponse({ code, detail, words }: Refusal, headers: readonly Header[] = []): HttpResponse {
  const error = { code, message: words, ...(detail === undefined ? {} : { detail }) };
  return textResponse(ERRORS[code][0], `${JSON.stringify({ errors: [error] })}\n`, JSON_TYPE, headers);
}
