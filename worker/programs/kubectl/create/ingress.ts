import { CommandError } from "../cli/errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { generator } from "./generate.ts";

export default generator({
  usage: "create ingress NAME --rule=host/path=service:port[,tls[=secret]] ",
  about: ["Create an ingress with the given name."],
  examples: [
    ["One path of one host", 'kubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"'],
    [
      "Everything below a path, of the class otheringress",
      'kubectl create ingress annotated --class=otheringress --rule="foo.com/bar*=svc:port"',
    ],
    ["One service for all that no rule names", "kubectl create ingress ingdefault --default-backend=defaultsvc:http"],
  ],
  flags: {
    annotation: { type: "array", help: "Annotation to put on the ingress, as key=value" },
    class: { type: "string", help: "The ingress class" },
    defaultBackend: { type: "string", help: "Service for requests that no rule matches, as svcname:port" },
    rule: {
      type: "array",
      help: "Rule as host/path=service:port[,tls=secretname]. A path that ends in * matches everything below it.",
    },
  },
  makes: { group: "networking.k8s.io", version: "v1", plural: "ingresses", namespaced: true },
  failure: "failed to create ingress:",
  build({ flags }, _kube, name) {
    if (flags.rule.length === 0 && flags.defaultBackend === "") {
      throw new CommandError(
        "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
      );
    }
    const rules = flags.rule.map(parseRule);
    const annotations = Object.fromEntries(flags.annotation.map(parseAnnotation));
    return {
      kind: "Ingress",
      apiVersion: "networking.k8s.io/v1",
      metadata: { name, ...(flags.annotation.length > 0 && { annotations }) },
      spec: {
        ...(flags.class !== "" && { ingressClassName: flags.class }),
        ...(flags.defaultBackend !== "" && { defaultBackend: backend(defaultService(flags.defaultBackend)) }),
        ...tlsOf(rules),
        ...(rules.length > 0 && { rules: byHost(rules) }),
      },
      status: { loadBalancer: {} },
    };
  },
});

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly service: string;
  readonly port: string;
  readonly tls?: string;
}

function parseRule(text: string): Rule {
  const match = /^([\w*.-]*)(\/[^=]*)=([\w-]+):([\w-]+)((?:,[^,]*)*)$/.exec(text);
  if (!match)
    throw new CommandError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const [, host = "", path = "", service = "", port = "", options = ""] = match;
  const tls = options.split(",").find((option) => option === "tls" || option.startsWith("tls="));
  return { host, path, service, port, ...(tls !== undefined && { tls: tls.slice(4) }) };
}

function parseAnnotation(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 0) throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function defaultService(text: string): { service: string; port: string } {
  const [service = "", port = "", ...more] = text.split(":");
  if (!service || !port || more.length > 0) {
    throw new CommandError("default-backend should be in format servicename:serviceport");
  }
  return { service, port };
}

const backend = ({ service, port }: { readonly service: string; readonly port: string }): JsonObject => ({
  service: { name: service, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } },
});

function byHost(rules: readonly Rule[]): Json[] {
  const hosts = [...new Set(rules.map((rule) => rule.host))];
  return hosts.map((host) => ({
    ...(host !== "" && { host }),
    http: {
      paths: rules
        .filter((rule) => rule.host === host)
        .map((rule) => ({
          path: rule.path.endsWith("*") ? rule.path.slice(0, -1) : rule.path,
          pathType: rule.path.endsWith("*") ? "Prefix" : "Exact",
          backend: backend(rule),
        })),
    },
  }));
}

/** One entry a secret, with all hosts that use it. */
function tlsOf(rules: readonly Rule[]): { readonly tls?: Json } {
  const secrets = new Map<string, Set<string>>();
  for (const { host, tls } of rules) {
    if (tls === undefined) continue;
    const hosts = secrets.get(tls) ?? new Set();
    if (host !== "") hosts.add(host);
    secrets.set(tls, hosts);
  }
  // TLS without a secret means nothing where there is no host either.
  const entries = [...secrets].filter(([secretName, hosts]) => secretName !== "" || hosts.size > 0);
  if (entries.length === 0) return {};
  return {
    tls: entries.map(([secretName, hosts]) => ({
      ...(hosts.size > 0 && { hosts: [...hosts] }),
      ...(secretName !== "" && { secretName }),
    })),
  };
}
