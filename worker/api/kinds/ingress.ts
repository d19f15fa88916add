import type { HTTPIngressPath, IngressBackend, IngressObject, IngressRule, IngressSpec } from "../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelProblems, subdomainProblems } from "../machinery/names.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { invalidFor, isIP, objectReference, portNameProblems, portNumberProblems } from "./rules.ts";
import { INGRESS_CLASS_ANNOTATION } from "./wellknown.ts";

const SPEC = fieldPath("spec");
const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
const DNS_NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const WILDCARD = new RegExp(`^\\*\\.${DNS_NAME}$`);
const WILDCARD_WORDS = `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${DNS_NAME}')`;

/** A host, or a wildcard for the first label of one. */
function hostProblems(host: string): string[] {
  if (!host.includes("*")) return subdomainProblems(host);
  return WILDCARD.test(host) ? [] : [WILDCARD_WORDS];
}

function validateBackend(backend: IngressBackend | undefined, at: FieldPath): FieldError[] {
  const { resource, service } = backend ?? {};
  if (resource && service) return [invalid(at, "", "cannot set both resource and service backends")];
  if (resource) return objectReference(at.child("resource"), resource);
  if (!service) return [invalid(at, "", "resource or service backend is required")];
  const { name, number } = service.port ?? {};
  const port = at.child("service").child("port");
  const errors = service.name
    ? invalidFor(at.child("service").child("name"), service.name, labelProblems(service.name))
    : [required(at.child("service").child("name"))];
  if (name && number) errors.push(invalid(at, "", "cannot set both port name & port number"));
  else if (name) errors.push(...invalidFor(port.child("name"), name, portNameProblems(name)));
  else if (number) errors.push(...invalidFor(port.child("number"), number, portNumberProblems(number)));
  else errors.push(required(at, "port name or number is required"));
  return errors;
}

function validatePath({ path = "", pathType, backend }: HTTPIngressPath, at: FieldPath): FieldError[] {
  if (pathType === undefined) return [required(at.child("pathType"), "pathType must be specified")];
  const here = at.child("path");
  const errors: FieldError[] = [];
  const strict = pathType === "Exact" || pathType === "Prefix";
  if (!PATH_TYPES.includes(pathType)) errors.push(notSupported(at.child("pathType"), pathType, PATH_TYPES));
  else if (!path.startsWith("/") && (strict || path)) errors.push(invalid(here, path, "must be an absolute path"));
  if (strict) {
    for (const part of ["//", "/./", "/../", "%2f", "%2F"]) {
      if (path.includes(part)) errors.push(invalid(here, path, `must not contain '${part}'`));
    }
    for (const end of ["/..", "/."]) {
      if (path.endsWith(end)) errors.push(invalid(here, path, `cannot end with '${end}'`));
    }
  }
  return [...errors, ...validateBackend(backend, at.child("backend"))];
}

function validateRule({ host, http }: IngressRule, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (host) {
    const here = at.child("host");
    if (isIP(host)) errors.push(invalid(here, host, "must be a DNS name, not an IP address"));
    errors.push(...invalidFor(here, host, hostProblems(host)));
  }
  if (!http) return errors;
  const paths = at.child("http").child("paths");
  if (!http.paths?.length) errors.push(required(paths));
  return [...errors, ...(http.paths ?? []).flatMap((path, i) => validatePath(path, paths.index(i)))];
}

function validateSpec({ rules = [], defaultBackend, tls = [], ingressClassName }: IngressSpec): FieldError[] {
  return [
    ...(rules.length === 0 && !defaultBackend
      ? [invalid(SPEC, null, "either `defaultBackend` or `rules` must be specified")]
      : []),
    ...(defaultBackend ? validateBackend(defaultBackend, SPEC.child("defaultBackend")) : []),
    ...rules.flatMap((rule, i) => validateRule(rule, SPEC.child("rules").index(i))),
    ...tls.flatMap(({ hosts, secretName }, i) => {
      const at = SPEC.child("tls").index(i);
      return [
        ...(hosts ?? []).flatMap((host, j) => invalidFor(at.child("hosts").index(j), host, hostProblems(host))),
        ...(secretName ? invalidFor(at.child("secretName"), secretName, subdomainProblems(secretName)) : []),
      ];
    }),
    ...(ingressClassName === undefined
      ? []
      : invalidFor(SPEC.child("ingressClassName"), ingressClassName, subdomainProblems(ingressClassName))),
  ];
}

/** Hosts of the first rules, "*" for none: "a.example,b.example,c.example + 2 more...". */
function formatHosts({ spec }: IngressObject): string {
  const rules = spec.rules ?? [];
  const shown: string[] = [];
  let more = false;
  for (const { host } of rules) {
    if (shown.length === 3) more = true;
    if (!more && host) shown.push(host);
  }
  if (shown.length === 0) return "*";
  return more ? `${shown.join(",")} + ${rules.length - 3} more...` : shown.join(",");
}

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/ */
export const Ingress = defineKind<IngressObject>({
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  plural: "ingresses",
  shortNames: ["ing"],
  namespaced: true,
  subresources: ["status"],
  schema: "Ingress",
  prepareCreate(ingress) {
    ingress.status = { loadBalancer: {} };
  },
  validate: ({ spec }) => validateSpec(spec ?? {}),
  validateCreate({ spec, metadata }) {
    const old = metadata.annotations?.[INGRESS_CLASS_ANNOTATION];
    if (old === undefined || spec.ingressClassName === undefined || old === spec.ingressClassName) return [];
    const at = fieldPath("annotations").child(INGRESS_CLASS_ANNOTATION);
    return [invalid(at, old, "must match `ingressClassName` when both are specified")];
  },
  warn: ({ spec, metadata }, old) =>
    !old && metadata.annotations?.[INGRESS_CLASS_ANNOTATION] !== undefined && spec?.ingressClassName === undefined
      ? [`annotation "${INGRESS_CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
  columns: [
    nameColumn,
    { name: "Class", cell: ({ spec }) => spec.ingressClassName ?? "<none>" },
    { name: "Hosts", cell: formatHosts },
    {
      name: "Address",
      cell: ({ status }) => {
        const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || "");
        return [...new Set(addresses.filter(Boolean))].sort().join(",");
      },
    },
    { name: "Ports", cell: ({ spec }) => (spec.tls?.length ? "80, 443" : "80") },
    ageColumn,
  ],
});
