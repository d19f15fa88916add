import type { ServiceCIDRObject } from "../generated/types.ts";
import { invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { cidr, IMMUTABLE } from "./rules.ts";
import { SPEC } from "./workload.ts";

const CIDRS = SPEC.child("cidrs");

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/service-cidr-v1/ */
export const ServiceCIDR = defineKind<ServiceCIDRObject>({
  group: "networking.k8s.io",
  version: "v1",
  kind: "ServiceCIDR",
  plural: "servicecidrs",
  namespaced: false,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "ServiceCIDR",
  withoutGeneration: true,
  prepareCreate(range) {
    range.status = {};
  },
  validateCreate({ spec }) {
    const list = spec?.cidrs ?? [];
    if (list.length === 0) return [required(CIDRS, "at least one CIDR required")];
    if (list.length > 2) return [invalid(CIDRS, { CIDRs: list }, "may only hold up to 2 values")];
    const family = (text: string) => (text.includes(":") ? 6 : 4);
    const words = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64";
    const errors = list.flatMap((one, i) => cidr(CIDRS.index(i), one));
    const same = list.length === 2 && family(list[0]!) === family(list[1]!);
    return errors.length === 0 && same ? [invalid(CIDRS, list, words)] : errors;
  },
  validateUpdate({ spec }, old) {
    const now = spec?.cidrs ?? [];
    const before = old.spec?.cidrs ?? [];
    if (now.length !== before.length && !(before.length === 1 && now.length === 2)) {
      return [invalid(CIDRS, now, IMMUTABLE)];
    }
    return before.flatMap((one, i) => (now[i] === one ? [] : [invalid(CIDRS.index(i), now[i], IMMUTABLE)]));
  },
  columns: [nameColumn, { name: "CIDRs", cell: ({ spec }) => (spec?.cidrs ?? []).join(",") }, ageColumn],
});
