import type { PodObject } from "../api/generated/types.ts";

/** Fields of a pod that ask for something this node does not do; said once by an event, never passed over in silence. */
export function unsupportedFields(pod: PodObject, hostFiles: Readonly<Record<string, string>> = {}): readonly string[] {
  const { spec } = pod;
  const fields: string[] = [];
  const note = (asked: unknown, field: string) => {
    if (asked) fields.push(field);
  };
  note(spec.hostPID, "spec.hostPID");
  note(spec.hostIPC, "spec.hostIPC");
  note(spec.shareProcessNamespace, "spec.shareProcessNamespace");
  note(spec.runtimeClassName, "spec.runtimeClassName");
  note(spec.resourceClaims?.length, "spec.resourceClaims");
  note(spec.setHostnameAsFQDN, "spec.setHostnameAsFQDN");
  note(spec.os && spec.os.name !== "linux", "spec.os");
  const lists = { initContainers: spec.initContainers, containers: spec.containers } as const;
  for (const [list, containers = []] of Object.entries(lists)) {
    containers.forEach((container, index) => {
      const at = `spec.${list}[${index}]`;
      note(container.volumeDevices?.length, `${at}.volumeDevices`);
      note(container.securityContext?.readOnlyRootFilesystem, `${at}.securityContext.readOnlyRootFilesystem`);
      note(
        (container.env ?? []).some(({ valueFrom }) => valueFrom?.fileKeyRef),
        `${at}.env[].valueFrom.fileKeyRef`,
      );
    });
  }
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    const { hostPath } = volume;
    const known = () => Object.keys(hostFiles).some((path) => path.startsWith(`${hostPath?.path}/`));
    note(hostPath && !known(), `spec.volumes[${index}].hostPath (an empty directory stands in)`);
    note(volume.ephemeral, `spec.volumes[${index}].ephemeral (an empty directory stands in)`);
  }
  return fields;
}
