import type { Container, ContainerPort, EphemeralContainer, PodSpec, Volume } from "../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  missing,
  notSupported,
  required,
  tooMany,
} from "../../machinery/field.ts";
import { joined } from "../../machinery/values.ts";
import {
  dnsLabel,
  invalidFor,
  oneOf,
  oneOfIfSet,
  portNameProblems,
  portNumberProblems,
  requiredText,
} from "../rules.ts";
import { validateEnv, validateEnvFrom } from "./env.ts";
import { forbidHandlers, validateHandlers } from "./handlers.ts";
import { validateDevices, validateMounts } from "./mounts.ts";
import { validateResources } from "./resources.ts";
import { validateSecurityContext } from "./security.ts";

/** Rules for containers of all sorts. k8s.io/kubernetes pkg/apis/core/validation validateContainers and its neighbours */

export interface ContainerContext {
  readonly spec: PodSpec;
  readonly volumes: ReadonlyMap<string, Volume>;
}

const PROTOCOLS = ["SCTP", "TCP", "UDP"];

function validatePorts(ports: readonly ContainerPort[], at: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name, containerPort, hostPort, protocol }, i) => {
    const here = at.index(i);
    const errors: FieldError[] = [];
    if (name) {
      const problems = portNameProblems(name);
      errors.push(...invalidFor(here.child("name"), name, problems));
      if (problems.length === 0 && names.has(name)) errors.push(duplicate(here.child("name"), name));
      if (problems.length === 0) names.add(name);
    }
    if (!containerPort) errors.push(required(here.child("containerPort")));
    else errors.push(...invalidFor(here.child("containerPort"), containerPort, portNumberProblems(containerPort)));
    if (hostPort) errors.push(...invalidFor(here.child("hostPort"), hostPort, portNumberProblems(hostPort)));
    return joined(errors, oneOf(here.child("protocol"), protocol, PROTOCOLS));
  });
}

const PULL_POLICIES = ["Always", "IfNotPresent", "Never"];

/** What holds for every sort of container. */
function validateCommon(container: Container, at: FieldPath, { spec, volumes }: ContainerContext): FieldError[] {
  const errors = joined(
    container.name ? dnsLabel(at.child("name"), container.name) : [required(at.child("name"))],
    requiredText(at.child("image"), container.image),
    oneOf(at.child("terminationMessagePolicy"), container.terminationMessagePolicy, ["File", "FallbackToLogsOnError"]),
    validatePorts(container.ports ?? [], at.child("ports")),
    validateEnv(container.env ?? [], at.child("env")),
    validateEnvFrom(container.envFrom ?? [], at.child("envFrom")),
    validateMounts(container, at.child("volumeMounts"), volumes),
    validateDevices(container, at.child("volumeDevices"), volumes),
    oneOf(at.child("imagePullPolicy"), container.imagePullPolicy, PULL_POLICIES),
    validateResources(container.resources, at.child("resources")),
  );
  const resizes = at.child("resizePolicy");
  const resized = new Set<string>();
  container.resizePolicy?.forEach(({ resourceName, restartPolicy }, i) => {
    if (resized.has(resourceName)) errors.push(duplicate(resizes.index(i), resourceName));
    resized.add(resourceName);
    errors.push(
      ...oneOf(resizes, resourceName, ["cpu", "memory"]),
      ...oneOf(resizes, restartPolicy, ["NotRequired", "RestartContainer"]),
    );
    if (spec.restartPolicy === "Never" && restartPolicy !== "NotRequired") {
      errors.push(invalid(resizes, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    }
  });
  errors.push(
    ...validateSecurityContext(container.securityContext, at.child("securityContext"), spec.hostUsers !== false),
  );
  return errors;
}

const RESTART_POLICIES = ["Always", "Never", "OnFailure"];
const RESTART_ACTIONS = ["Restart", "RestartAllContainers"];

function validateRestartRules(
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
  at: FieldPath,
): FieldError[] {
  const here = at.child("restartPolicy");
  const errors = oneOfIfSet(here, restartPolicy, RESTART_POLICIES);
  if (restartPolicy === undefined && rules.length > 0) {
    errors.push(required(here, "must specify restartPolicy when restart rules are used"));
  }
  if (rules.length > 20) errors.push(tooMany(at.child("restartPolicyRules"), rules.length, 20));
  for (const [i, { action, exitCodes }] of rules.entries()) {
    const rule = at.child("restartPolicyRules").index(i);
    if (!RESTART_ACTIONS.includes(action))
      errors.push(notSupported(rule.child("action"), action ?? "", RESTART_ACTIONS));
    if (!exitCodes) {
      errors.push(required(rule.child("exitCodes"), "must be specified"));
      continue;
    }
    const codes = rule.child("exitCodes");
    errors.push(...oneOfIfSet(codes.child("operator"), exitCodes.operator ?? "", ["In", "NotIn"]));
    if ((exitCodes.values?.length ?? 0) > 255) {
      errors.push(tooMany(codes.child("values"), exitCodes.values!.length, 255));
    }
  }
  return errors;
}

/** Two containers cannot have the same port of the node. */
function validateHostPorts(containers: readonly Container[], at: FieldPath): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap(({ ports }, i) =>
    (ports ?? []).flatMap(({ protocol, hostIP, hostPort }, j) => {
      if (!hostPort) return [];
      const key = `${protocol}/${hostIP ?? ""}/${hostPort}`;
      if (taken.has(key)) return [duplicate(at.index(i).child("ports").index(j).child("hostPort"), key)];
      taken.add(key);
      return [];
    }),
  );
}

export function validateContainers(at: FieldPath, context: ContainerContext): FieldError[] {
  const { containers = [], terminationGracePeriodSeconds } = context.spec;
  if (containers.length === 0) return [required(at)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const here = at.index(i);
    const problems = validateCommon(container, here, context);
    if (names.has(container.name)) problems.push(duplicate(here.child("name"), container.name));
    names.add(container.name);
    return joined(
      problems,
      validateHandlers(container, here, terminationGracePeriodSeconds),
      validateRestartRules(container, here),
    );
  });
  return joined(errors, validateHostPorts(containers, at));
}

export function validateInitContainers(at: FieldPath, context: ContainerContext): FieldError[] {
  const { containers = [], initContainers = [], terminationGracePeriodSeconds } = context.spec;
  const names = new Set(containers.map(({ name }) => name));
  return initContainers.flatMap((container, i) => {
    const here = at.index(i);
    const sidecar = container.restartPolicy === "Always";
    const errors = joined(validateCommon(container, here, context), validateRestartRules(container, here));
    if (names.has(container.name)) errors.push(duplicate(here.child("name"), container.name));
    if (container.name) names.add(container.name);
    errors.push(...validateHostPorts([container], at));
    if (sidecar) errors.push(...validateHandlers(container, here, terminationGracePeriodSeconds));
    else errors.push(...forbidHandlers(container, here));
    container.resizePolicy?.forEach(({ restartPolicy }, j) => {
      if (sidecar || restartPolicy !== "RestartContainer") return;
      const words = "must not be set to 'RestartContainer' for non-sidecar initContainers";
      errors.push(invalid(here.child("resizePolicy").index(j).child("restartPolicy"), restartPolicy, words));
    });
    return errors;
  });
}

/** A debugging container may not be part of the workload. */
const EPHEMERAL_FIELDS = new Set([
  "name",
  "image",
  "command",
  "args",
  "workingDir",
  "envFrom",
  "env",
  "volumeMounts",
  "volumeDevices",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "imagePullPolicy",
  "securityContext",
  "stdin",
  "stdinOnce",
  "tty",
  "targetContainerName",
  "resources",
]);

export function validateEphemeralContainers(at: FieldPath, context: ContainerContext): FieldError[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = context.spec;
  const others = new Set(joined(containers, initContainers).map(({ name }) => name));
  const names = new Set(others);
  return ephemeralContainers.flatMap((container, i) => {
    const here = at.index(i);
    const errors = joined(validateCommon(container as Container, here, context), validateImageText(container, here));
    if (names.has(container.name)) errors.push(duplicate(here.child("name"), container.name));
    names.add(container.name);
    const { targetContainerName } = container;
    if (targetContainerName && !others.has(targetContainerName)) {
      errors.push(missing(here.child("targetContainerName"), targetContainerName));
    }
    const words = "cannot be set for an Ephemeral Container";
    for (const [field, value] of Object.entries(container)) {
      const refused = field === "resources" ? Object.keys(value).length > 0 : !EPHEMERAL_FIELDS.has(field);
      if (refused && value !== undefined) errors.push(forbidden(here.child(field), words));
    }
    container.volumeMounts?.forEach(({ subPath, subPathExpr }, j) => {
      const mount = here.child("volumeMounts").index(j);
      if (subPath) errors.push(forbidden(mount.child("subPath"), words));
      if (subPathExpr) errors.push(forbidden(mount.child("subPathExpr"), words));
    });
    return errors;
  });
}

/** Only pods are strict about blanks around the image; templates of old have them. */
export function validateImageText({ image = "" }: Container | EphemeralContainer, at: FieldPath): FieldError[] {
  return image.trim() === image
    ? []
    : [invalid(at.child("image"), image, "must not have leading or trailing whitespace")];
}
