import type { Container, SELinuxOptions } from "../../../generated/types.ts";
import { type CheckPod, containersOf, distinct, plural, quoted, setters } from "./check.ts";

/** Only some types of SELinux may be set, and neither user nor role. */
export function seLinuxOptions(allowed: readonly string[]): CheckPod {
  const bad = (options: SELinuxOptions | undefined) =>
    options !== undefined && Boolean(!allowed.includes(options.type ?? "") || options.user || options.role);
  return ({ spec }) => {
    const optionsOf = ({ securityContext }: Container) => securityContext?.seLinuxOptions;
    const ofPod = spec.securityContext?.seLinuxOptions;
    const containers = containersOf(spec).filter((one) => bad(optionsOf(one)));
    if (!bad(ofPod) && containers.length === 0) return undefined;
    const set = [...(bad(ofPod) ? [ofPod!] : []), ...containers.map((one) => optionsOf(one)!)];
    const types = distinct(set.map(({ type = "" }) => type).filter((type) => !allowed.includes(type)));
    const what = [
      ...(types.length > 0 ? [`${plural(types.length, "type")} ${quoted(types)}`] : []),
      ...(set.some(({ user }) => user) ? ["user may not be set"] : []),
      ...(set.some(({ role }) => role) ? ["role may not be set"] : []),
    ];
    const by = setters(
      bad(ofPod),
      containers.map(({ name }) => name),
    );
    return {
      reason: "seLinuxOptions",
      detail: `${by} set forbidden securityContext.seLinuxOptions: ${what.join("; ")}`,
    };
  };
}
