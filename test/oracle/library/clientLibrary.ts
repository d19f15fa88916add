/**
 * The client library that most programs in JavaScript use. Its HTTP library is for Node 22; what it misses in Node 20 is nothing that is
 * needed here.
 */
import threads from "node:worker_threads";
import zlib from "node:zlib";

const zstd = () => {
  throw new Error("zstd is not there before Node 22");
};

/** @see https://tc39.es/ecma262/#sec-promise.withResolvers */
function withResolvers() {
  let settle = {};
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

/** Gives somebody what Node 20 does not have. */
function lend(to: object, name: string, lent: () => unknown): void {
  if (!(name in to)) Object.defineProperty(to, name, { value: lent, configurable: true, writable: true });
}

lend(zlib, "createZstdDecompress", zstd);
lend(threads, "markAsUncloneable", () => {});
lend(Promise, "withResolvers", withResolvers);

export type ClientLibrary = typeof import("@kubernetes/client-node");

export const clientLibrary: ClientLibrary = await import("@kubernetes/client-node");
