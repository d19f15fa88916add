import type { Container, HTTPGetAction, PodSpec, PodTemplateSpec, Probe, Volume } from "../../generated/types.ts";
import type { Draft } from "../../machinery/object.ts";
import { joined } from "../../machinery/values.ts";

/** What the server fills into pods and pod templates. k8s.io/kubernetes pkg/apis/core/v1/defaults.go */

type Containers = Draft<Container>[] | undefined;

/** Fills a pod template, as in a Deployment: all but what only a pod of its own gets. */
export function defaultPodTemplate(template: Draft<PodTemplateSpec>): void {
  template.spec ??= { containers: [] };
  defaultPodSpec(template.spec);
}

/** Fills a pod's own spec: a template's defaults, requests from limits, service links, host ports of host network. */
export function defaultPod(spec: Draft<PodSpec>): void {
  for (const container of joined(spec.containers ?? [], spec.initContainers ?? [])) {
    requestsFromLimits(container);
    if (spec.hostNetwork) for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
  }
  spec.enableServiceLinks ??= true;
  defaultPodSpec(spec);
}

function requestsFromLimits(container: Draft<Container>): void {
  const limits = container.resources?.limits;
  if (!limits) return;
  container.resources = { ...container.resources, requests: { ...limits, ...container.resources?.requests } };
}

function defaultPodSpec(spec: Draft<PodSpec>): void {
  spec.dnsPolicy ||= "ClusterFirst";
  spec.restartPolicy ||= "Always";
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= "default-scheduler";
  // Two names of one field: the deprecated one always mirrors the other.
  const serviceAccount = spec.serviceAccountName || spec.serviceAccount;
  if (serviceAccount) {
    spec.serviceAccountName = serviceAccount;
    spec.serviceAccount = serviceAccount;
  }
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const containers of [spec.initContainers, spec.containers, spec.ephemeralContainers] as Containers[]) {
    for (const container of containers ?? []) defaultContainer(container);
  }
}

/** Always for :latest and for no tag at all (unless a digest is given), else IfNotPresent. */
export function pullPolicyOf(image: string): "Always" | "IfNotPresent" {
  const reference = REFERENCE.exec(image);
  if (!reference) return "IfNotPresent"; // What cannot be read cannot be said to be the latest.
  const [, tag, digest] = reference;
  return tag === "latest" || (tag === undefined && digest === undefined) ? "Always" : "IfNotPresent";
}

const PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REFERENCE = new RegExp(
  `^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d+)?/)?${PART}(?:/${PART})*(?::(\\w[\\w.-]{0,127}))?(@[A-Za-z][\\w.+-]*:[0-9a-fA-F]{32,})?$`,
);

function defaultContainer(container: Draft<Container>): void {
  container.imagePullPolicy ||= pullPolicyOf(container.image ?? "");
  container.terminationMessagePath ||= "/dev/termination-log";
  container.terminationMessagePolicy ||= "File";
  container.resources ??= {};
  for (const port of container.ports ?? []) port.protocol ||= "TCP";
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= "v1";
    if (valueFrom?.fileKeyRef) valueFrom.fileKeyRef.optional ??= false;
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) defaultProbe(probe);
  defaultHttpGet(container.lifecycle?.postStart?.httpGet);
  defaultHttpGet(container.lifecycle?.preStop?.httpGet);
}

function defaultProbe(probe: Draft<Probe> | undefined): void {
  if (!probe) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHttpGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= "";
}

function defaultHttpGet(action: Draft<HTTPGetAction> | undefined): void {
  if (!action) return;
  action.path ||= "/";
  action.scheme ||= "HTTP";
}

const MODE = 0o644;

function defaultVolume(volume: Draft<Volume>): void {
  const { name: _, ...sources } = volume;
  if (Object.values(sources).every((source) => source === undefined || source === null)) volume.emptyDir = {};
  if (volume.hostPath) volume.hostPath.type ??= "";
  if (volume.image) volume.image.pullPolicy ||= pullPolicyOf(volume.image.reference ?? "");
  for (const source of [volume.secret, volume.configMap, volume.projected, volume.downwardAPI]) {
    if (source) source.defaultMode ??= MODE;
  }
  const projections = (volume.projected?.sources ?? []).map((source) => {
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
    return source.downwardAPI;
  });
  for (const source of [volume.downwardAPI, ...projections]) {
    for (const { fieldRef } of source?.items ?? []) if (fieldRef) fieldRef.apiVersion ||= "v1";
  }
  defaultRareVolume(volume);
}

/** Storage of clouds and clusters that only a driver serves. */
function defaultRareVolume({ iscsi, rbd, azureDisk, scaleIO, ephemeral }: Draft<Volume>): void {
  if (iscsi) iscsi.iscsiInterface ||= "default";
  if (rbd) {
    rbd.pool ||= "rbd";
    rbd.user ||= "admin";
    rbd.keyring ||= "/etc/ceph/keyring";
  }
  if (azureDisk) {
    azureDisk.cachingMode ??= "ReadWrite";
    azureDisk.fsType ??= "ext4";
    azureDisk.readOnly ??= false;
    azureDisk.kind ??= "Shared";
  }
  if (scaleIO) {
    scaleIO.storageMode ||= "ThinProvisioned";
    scaleIO.fsType ||= "xfs";
  }
  if (ephemeral?.volumeClaimTemplate?.spec) ephemeral.volumeClaimTemplate.spec.volumeMode ??= "Filesystem";
}
