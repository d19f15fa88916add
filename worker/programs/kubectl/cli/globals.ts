import type { FlagTable } from "./flags.ts";

/** The flags that every command takes. */
export const GLOBAL_FLAGS = {
  as: { type: "string", help: "User to act as: a person or a service account in a namespace." },
  asGroup: { type: "array", help: "Group to act as; may be given several times." },
  asUid: { type: "string", help: "UID to act as." },
  asUserExtra: { type: "array", help: "Extra attributes of the user to act as; may be given several times." },
  cacheDir: { type: "string", help: "Directory for cached answers", shown: "'$HOME/.kube/cache'" },
  certificateAuthority: { type: "string", help: "File with the certificate authority's certificate" },
  clientCertificate: { type: "string", help: "File with a client certificate for TLS" },
  clientKey: { type: "string", help: "File with the client's key for TLS" },
  cluster: { type: "string", help: "Name of the kubeconfig cluster to use" },
  context: { type: "string", help: "Name of the kubeconfig context to use" },
  disableCompression: { type: "bool", help: "Ask the server for answers without compression" },
  insecureSkipTlsVerify: { type: "bool", help: "Do not check the server's certificate. This makes HTTPS insecure" },
  kubeconfig: { type: "string", help: "Kubeconfig file to use for this command." },
  kuberc: { type: "string", help: "Preferences file to use; KUBERC=off turns preferences off." },
  logFlushFrequency: {
    type: "duration",
    value: 5000,
    help: "Longest time between two flushes of the log",
    shown: "5s",
  },
  matchServerVersion: { type: "bool", help: "Insist on a server of the client's version" },
  namespace: { type: "string", short: "n", help: "Namespace for this command" },
  password: { type: "string", help: "Password for basic authentication" },
  profile: {
    type: "string",
    value: "none",
    help: "Profile to record. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)",
  },
  profileOutput: { type: "string", value: "profile.pprof", help: "File to write the profile to" },
  requestTimeout: {
    type: "string",
    value: "0",
    help: "How long one request may take, with a unit (1s, 2m, 3h). Zero means no limit.",
  },
  server: { type: "string", short: "s", help: "Address and port of the API server" },
  tlsServerName: { type: "string", help: "Name to expect in the server's certificate, instead of the host contacted" },
  token: { type: "string", help: "Bearer token for the API server" },
  user: { type: "string", help: "Name of the kubeconfig user to use" },
  username: { type: "string", help: "Name for basic authentication" },
  v: { type: "int", short: "v", help: "level of detail of the log" },
  vmodule: { type: "string", help: "levels for single files of the log, as pattern=N", shown: "" },
  warningsAsErrors: { type: "bool", help: "Treat warnings from the server as errors and fail" },
} as const satisfies FlagTable;

export type GlobalFlags = typeof GLOBAL_FLAGS;
