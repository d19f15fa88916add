import type { PriorityLevelConfigurationObject } from "../generated/types.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { SPEC } from "./workload.ts";

type Spec = NonNullable<PriorityLevelConfigurationObject["spec"]>;

function validateLimited({ limited }: Spec): FieldError[] {
  const at = SPEC.child("limited");
  if (!limited) return [required(at, "must not be empty when type is Limited")];
  const { nominalConcurrencyShares = 0, limitResponse, lendablePercent = 0, borrowingLimitPercent } = limited;
  const response = at.child("limitResponse");
  const queuing = limitResponse?.queuing;
  const here = response.child("queuing");
  return [
    ...(nominalConcurrencyShares < 0
      ? [invalid(at.child("nominalConcurrencyShares"), nominalConcurrencyShares, "must be a non-negative integer")]
      : []),
    ...(limitResponse?.type === "Reject" && queuing
      ? [forbidden(here, "must be nil if limited.limitResponse.type is not Limited")]
      : []),
    ...(limitResponse?.type === "Queue" && !queuing
      ? [required(here, "must not be empty if limited.limitResponse.type is Limited")]
      : []),
    ...(limitResponse && limitResponse.type !== "Reject" && limitResponse.type !== "Queue"
      ? [notSupported(response.child("type"), limitResponse.type ?? "", ["Queue", "Reject"])]
      : []),
    ...(lendablePercent < 0 || lendablePercent > 100
      ? [invalid(at.child("lendablePercent"), lendablePercent, "must be between 0 and 100, inclusive")]
      : []),
    ...(borrowingLimitPercent !== undefined && borrowingLimitPercent < 0
      ? [
          invalid(
            at.child("borrowingLimitPercent"),
            borrowingLimitPercent,
            "if specified, must be a non-negative integer",
          ),
        ]
      : []),
  ];
}

const limits = ({ spec }: PriorityLevelConfigurationObject) => spec?.limited;
const queues = (level: PriorityLevelConfigurationObject) => limits(level)?.limitResponse?.queuing;

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/priority-level-configuration-v1/ */
export const PriorityLevelConfiguration = defineKind<PriorityLevelConfigurationObject>({
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  kind: "PriorityLevelConfiguration",
  plural: "prioritylevelconfigurations",
  namespaced: false,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "PriorityLevelConfiguration",
  setDefaults({ spec }) {
    if (spec?.exempt) {
      spec.exempt.nominalConcurrencyShares ??= 0;
      spec.exempt.lendablePercent ??= 0;
    }
    if (!spec?.limited) return;
    spec.limited.nominalConcurrencyShares ??= 30;
    spec.limited.lendablePercent ??= 0;
    const queuing = spec.limited.limitResponse?.queuing;
    if (!queuing) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  prepareCreate(level) {
    level.status = {};
  },
  validate({ metadata, spec = { type: "" } }) {
    const at = SPEC.child("type");
    const exempt = spec.type === "Exempt";
    return [
      ...((metadata.name === "exempt") === exempt
        ? []
        : [invalid(at, spec.type, "must be 'Exempt' if and only if `name` is 'exempt'")]),
      ...(exempt && spec.limited ? [forbidden(SPEC.child("limited"), "must be nil if the type is not Limited")] : []),
      ...(spec.type === "Limited" && spec.exempt
        ? [forbidden(SPEC.child("exempt"), "must be nil if the type is Limited")]
        : []),
      ...(spec.type === "Limited" ? validateLimited(spec) : []),
      ...(exempt || spec.type === "Limited" ? [] : [notSupported(at, spec.type, ["Exempt", "Limited"])]),
    ];
  },
  columns: [
    nameColumn,
    { name: "Type", cell: ({ spec }) => spec?.type ?? "" },
    { name: "NominalConcurrencyShares", cell: (level) => limits(level)?.nominalConcurrencyShares ?? "<none>" },
    { name: "Queues", cell: (level) => queues(level)?.queues ?? "<none>" },
    { name: "HandSize", cell: (level) => queues(level)?.handSize ?? "<none>" },
    { name: "QueueLengthLimit", cell: (level) => queues(level)?.queueLengthLimit ?? "<none>" },
    ageColumn,
  ],
});
