import type { Container, Volume } from "../../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, missing } from "../../machinery/field.ts";
import { oneOfIfSet, relativePath, requiredText } from "../rules.ts";

/** Rules for mounts and block devices. k8s.io/kubernetes pkg/apis/core/validation ValidateVolumeMounts, ValidateVolumeDevices */

export function validateMounts(
  container: Container,
  at: FieldPath,
  volumes: ReadonlyMap<string, Volume>,
): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  const devices = container.volumeDevices ?? [];
  for (const [i, mount] of (container.volumeMounts ?? []).entries()) {
    const here = at.index(i);
    const { name = "", mountPath = "", subPath, subPathExpr, mountPropagation, recursiveReadOnly } = mount;
    errors.push(...requiredText(here.child("name"), name));
    if (!volumes.has(name)) errors.push(missing(here.child("name"), name));
    errors.push(...requiredText(here.child("mountPath"), mountPath));
    if (paths.has(mountPath)) errors.push(invalid(here.child("mountPath"), mountPath, "must be unique"));
    paths.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      errors.push(invalid(here.child("name"), name, "must not already exist in volumeDevices"));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      errors.push(invalid(here.child("mountPath"), mountPath, "must not already exist as a path in volumeDevices"));
    }
    // From here on the server's paths lack the index.
    if (subPath) errors.push(...relativePath(at.child("subPath"), subPath));
    if (subPathExpr) {
      if (subPath) {
        const words = "subPathExpr and subPath are mutually exclusive";
        errors.push(invalid(here.child("subPathExpr"), subPathExpr, words));
      }
      errors.push(...relativePath(at.child("subPathExpr"), subPathExpr));
    }
    if (mountPropagation !== undefined) {
      const propagation = at.child("mountPropagation");
      errors.push(...oneOfIfSet(propagation, mountPropagation, ["Bidirectional", "HostToContainer", "None"]));
      if (mountPropagation === "Bidirectional" && !container.securityContext?.privileged) {
        errors.push(
          forbidden(propagation, "Bidirectional mount propagation is available only to privileged containers"),
        );
      }
    }
    if (recursiveReadOnly === "Enabled" || recursiveReadOnly === "IfPossible") {
      const recursive = at.child("recursiveReadOnly");
      if (!mount.readOnly) errors.push(forbidden(recursive, "may only be specified when readOnly is true"));
      if (mountPropagation !== undefined && mountPropagation !== "None") {
        errors.push(forbidden(recursive, "may only be specified when mountPropagation is None or not specified"));
      }
    } else {
      const known = ["Disabled", "Enabled", "IfPossible"];
      errors.push(...oneOfIfSet(at.child("recursiveReadOnly"), recursiveReadOnly, known));
    }
  }
  return errors;
}

export function validateDevices(
  container: Container,
  at: FieldPath,
  volumes: ReadonlyMap<string, Volume>,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  for (const [i, { name, devicePath }] of (container.volumeDevices ?? []).entries()) {
    const here = at.index(i);
    const volume = volumes.get(name);
    errors.push(...requiredText(here.child("name"), name));
    if (names.has(name)) errors.push(invalid(here.child("name"), name, "must be unique"));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      const words = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
      errors.push(invalid(here.child("name"), name, words));
    }
    if (!volume) errors.push(missing(here.child("name"), name));
    errors.push(...requiredText(here.child("devicePath"), devicePath));
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(here.child("name"), name, "must not already exist in volumeMounts"));
    }
    names.add(name);
  }
  return errors;
}
