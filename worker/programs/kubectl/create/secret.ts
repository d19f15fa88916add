import { type Command, type CommandEntry, commandGroup } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import type { JsonObject } from "../json.ts";
import type { Kube } from "../kube.ts";
import { generator } from "./generate.ts";
import { hashedName } from "./hash.ts";
import { base64, readSources, SOURCE_FLAGS, sortedRecord } from "./sources.ts";

const MAKES = { group: "", version: "v1", plural: "secrets", namespaced: true } as const;

/** Fields in the order of Go's Secret. */
function secret(name: string, data: ReadonlyMap<string, Uint8Array>, type: string): JsonObject {
  const entries = [...data].map(([key, bytes]) => [key, base64(bytes)] as const);
  return {
    kind: "Secret",
    apiVersion: "v1",
    metadata: { name },
    ...(entries.length > 0 && { data: sortedRecord(entries) }),
    ...(type !== "" && { type }),
  };
}

const named = (kube: Kube, object: JsonObject, hash: boolean): JsonObject | Promise<JsonObject> =>
  hash ? hashedName(kube, object) : object;

const generic = generator({
  usage:
    "create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  about: [
    "Create a secret from files, directories or literal values.",
    "A file's name becomes the key and its content the value; from a directory every file with a fit name is taken.",
  ],
  examples: [
    [
      "From literal values",
      "kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret",
    ],
    ["From a file", "kubectl create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa"],
  ],
  flags: { ...SOURCE_FLAGS, type: { type: "string", help: "The secret's type" } },
  makes: MAKES,
  failure: "failed to create secret",
  build: ({ flags }, kube, name) =>
    named(kube, secret(name, readSources(kube, flags, { kind: "Secret", name }), flags.type), flags.appendHash),
});

const tls = generator({
  usage: "create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
  about: ["Create a TLS secret from a pair of PEM files: a certificate and its key."],
  examples: [["From a key pair", "kubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key"]],
  flags: {
    appendHash: SOURCE_FLAGS.appendHash,
    cert: { type: "string", help: "File with the certificate, PEM." },
    key: { type: "string", help: "File with the certificate's private key, PEM." },
  },
  makes: MAKES,
  failure: "failed to create secret",
  async build({ flags }, kube, name) {
    if (flags.key === "" || flags.cert === "") throw new CommandError("key and cert must be specified");
    const cert = readPem(kube, flags.cert);
    const key = readPem(kube, flags.key);
    const { goKeyPairProblem } = await kube.io.clock.hold(import("../../../base/x509/index.ts"));
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const problem = goKeyPairProblem(text(cert), text(key));
    if (problem !== undefined) throw new CommandError(problem);
    const data = new Map([
      ["tls.crt", cert],
      ["tls.key", key],
    ]);
    return named(kube, secret(name, data, "kubernetes.io/tls"), flags.appendHash);
  },
});

function readPem(kube: Kube, path: string): Uint8Array {
  if (!kube.io.files.stat(kube.path(path))) {
    throw new CommandError(`Cannot read file ${path}, open ${path}: no such file or directory`);
  }
  return kube.io.files.read(kube.path(path));
}

const dockerRegistry = generator({
  usage:
    "create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]",
  about: ["Create a secret with which nodes may pull images from a registry."],
  examples: [
    [
      "For a registry of your own",
      "kubectl create secret docker-registry my-secret --docker-server=registry.example --docker-username=me --docker-password=secret",
    ],
  ],
  flags: {
    appendHash: SOURCE_FLAGS.appendHash,
    dockerEmail: { type: "string", help: "Mail address at the registry" },
    dockerPassword: { type: "string", help: "Password at the registry" },
    dockerServer: { type: "string", value: "https://index.docker.io/v1/", help: "Where the registry is" },
    dockerUsername: { type: "string", help: "User name at the registry" },
    fromFile: SOURCE_FLAGS.fromFile,
  },
  makes: MAKES,
  failure: "failed to create secret",
  build({ flags }, kube, name) {
    if (flags.fromFile.length === 0 && (!flags.dockerUsername || !flags.dockerPassword || !flags.dockerServer)) {
      throw new CommandError(
        "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
      );
    }
    const type = "kubernetes.io/dockerconfigjson";
    if (flags.fromFile.length > 0) {
      const sources = { fromFile: flags.fromFile, fromLiteral: [], fromEnvFile: [] };
      return named(kube, secret(name, readSources(kube, sources, { kind: "Secret", name }), type), flags.appendHash);
    }
    const { dockerUsername: username, dockerPassword: password, dockerEmail: email } = flags;
    const auth = base64(new TextEncoder().encode(`${username}:${password}`));
    const config = { auths: { [flags.dockerServer]: { username, password, ...(email && { email }), auth } } };
    const content = new TextEncoder().encode(JSON.stringify(config));
    return named(kube, secret(name, new Map([[".dockerconfigjson", content]]), type), flags.appendHash);
  },
});

const entry = (name: string, summary: string, one: Command): CommandEntry => ({ name, summary, load: async () => one });

export default commandGroup({
  usage: "create secret (docker-registry | generic | tls)",
  about: [
    "Create a secret with specified type.",
    "docker-registry is for pulling images, generic for anything, tls for a certificate and its key.",
  ],
  subcommands: [
    entry("docker-registry", "Create a secret for use with a Docker registry", dockerRegistry),
    entry("generic", "Create a secret from a local file, directory, or literal value", generic),
    entry("tls", "Create a TLS secret", tls),
  ],
});
