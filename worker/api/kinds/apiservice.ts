import type { APIServiceObject } from "../generated/types.ts";
import { fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { dns1035Problems, subdomainProblems } from "../machinery/names.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { invalidFor, pathSegmentProblems, portNumberProblems, requiredText } from "./rules.ts";
import { SPEC } from "./workload.ts";

function availability({ status }: APIServiceObject): string {
  const condition = status?.conditions?.find(({ type }) => type === "Available");
  if (!condition) return "Unknown";
  return condition.status === "True" || !condition.reason
    ? condition.status
    : `${condition.status} (${condition.reason})`;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/ */
export const APIService = defineKind<APIServiceObject>({
  group: "apiregistration.k8s.io",
  version: "v1",
  kind: "APIService",
  plural: "apiservices",
  categories: ["api-extensions"],
  namespaced: false,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "APIService",
  withoutGeneration: true,
  nameProblems: pathSegmentProblems,
  setDefaults({ spec }) {
    if (spec?.service) spec.service.port ??= 443;
  },
  prepareCreate(service) {
    service.status = {};
  },
  validate({ metadata, spec = { groupPriorityMinimum: 0, versionPriority: 0 } }) {
    const { group = "", version = "", groupPriorityMinimum = 0, versionPriority = 0, service, caBundle } = spec;
    const at = (field: string) => SPEC.child(field);
    const name = `${version}.${group}`;
    const insecure = spec.insecureSkipTLSVerify ?? false;
    const port = service?.port ?? 0;
    return [
      ...(metadata.name === name
        ? []
        : [
            invalid(
              fieldPath("metadata").child("name"),
              metadata.name,
              `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`,
            ),
          ]),
      ...(group === "" && version !== "v1"
        ? [required(at("group"), "only v1 may have an empty group and it better be legacy kube")]
        : []),
      ...(group === "" ? [] : invalidFor(at("group"), group, subdomainProblems(group))),
      ...invalidFor(at("version"), version, dns1035Problems(version)),
      ...(groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000
        ? [invalid(at("groupPriorityMinimum"), groupPriorityMinimum, "must be positive and less than 20000")]
        : []),
      ...(versionPriority <= 0 || versionPriority > 1_000
        ? [invalid(at("versionPriority"), versionPriority, "must be positive and less than 1000")]
        : []),
      ...(service
        ? [
            ...requiredText(at("service").child("namespace"), service.namespace),
            ...requiredText(at("service").child("name"), service.name),
            ...portNumberProblems(port).map((problem) =>
              invalid(at("service").child("port"), port, `port is not valid: ${problem}`),
            ),
            ...(insecure && caBundle
              ? [invalid(at("insecureSkipTLSVerify"), insecure, "may not be true if caBundle is present")]
              : []),
          ]
        : insecure
          ? [invalid(at("insecureSkipTLSVerify"), insecure, "local APIServices may not have insecureSkipTLSVerify")]
          : []),
    ];
  },
  columns: [
    nameColumn,
    {
      name: "Service",
      cell: ({ spec }) => (spec?.service ? `${spec.service.namespace}/${spec.service.name}` : "Local"),
    },
    { name: "Available", cell: availability },
    ageColumn,
  ],
});
