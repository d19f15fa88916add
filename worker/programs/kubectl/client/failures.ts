import { tlsWords } from "../../../base/goNet.ts";
import type { TraceFailure } from "../../../base/trace.ts";

/** The server could not be asked at all; in Go's words for what went wrong. */
export class Unreachable extends Error {
  constructor(
    readonly method: string,
    readonly url: string,
    /** "dial tcp 127.0.0.1:6443: connect: connection refused" */
    override readonly cause: string,
    readonly refused: boolean,
  ) {
    super(`${method[0]}${method.slice(1).toLowerCase()} ${JSON.stringify(url)}: ${cause}`);
    this.name = "Unreachable";
  }
  get host(): string {
    return new URL(this.url).host;
  }
}

/** Go's net package on a failed dial. */
export function dialFailure(failure: TraceFailure, address: string): string {
  switch (failure.kind) {
    case "refused":
      return `dial tcp ${address}: connect: connection refused`;
    case "timedOut":
      return `dial tcp ${address}: i/o timeout`;
    case "noRoute":
      return `dial tcp ${address}: connect: no route to host`;
    case "reset":
      return `read tcp ${address}: read: connection reset by peer`;
    case "tls":
      return tlsWords(failure.tls?.goSays ?? failure.says);
    default:
      return `dial tcp: ${failure.says}`;
  }
}
