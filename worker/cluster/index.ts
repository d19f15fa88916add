/**
 * The composition root: one sandbox, with its laptop, its internet, its cluster.
 *
 * In:   a profile, a seed, the host's time; what was saved.
 * Out:  a running sandbox: places to stand on, an API server, kubelets; the whole of it as one tree of plain data.
 *
 * @module
 */
export { Sandbox, type SandboxParts } from "./sandbox.ts";
export { SandboxSession, type SessionHost } from "./session.ts";
export type { SandboxTree } from "./tree.ts";
