import type { Container, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from "../../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, notSupported, required } from "../../machinery/field.ts";
import { joined } from "../../machinery/values.ts";
import { invalidFor, nonNegative, portNumberOrName } from "../rules.ts";

/** Rules for probes and lifecycle hooks. k8s.io/kubernetes pkg/apis/core/validation validateProbe, validateLifecycle */

type Handler = Partial<Pick<Probe, "exec" | "httpGet" | "tcpSocket" | "grpc"> & Pick<LifecycleHandler, "sleep">>;

function validateHttpGet({ path, port, scheme, httpHeaders }: HTTPGetAction, at: FieldPath): FieldError[] {
  return joined(
    path ? [] : [required(at.child("path"))],
    portNumberOrName(at.child("port"), port),
    scheme === "HTTP" || scheme === "HTTPS" ? [] : [notSupported(at.child("scheme"), scheme ?? "", ["HTTP", "HTTPS"])],
    (httpHeaders ?? []).flatMap(({ name }) =>
      invalidFor(at.child("httpHeaders"), name, /^[-A-Za-z0-9]+$/.test(name) ? [] : [HEADER_NAME]),
    ),
  );
}

const HEADER_NAME =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

/** Exactly one way of doing it: the first is checked, any other is one too many. */
function validateHandler(handler: Handler, at: FieldPath, graceSeconds: number | undefined): FieldError[] {
  const given = (["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const).filter((way) => handler[way]);
  if (given.length === 0) return [required(at, "must specify a handler type")];
  const [first, ...others] = given;
  const here = at.child(first!);
  const errors: FieldError[] = [];
  if (first === "exec" && !handler.exec!.command?.length) errors.push(required(here.child("command")));
  if (first === "httpGet") errors.push(...validateHttpGet(handler.httpGet!, here));
  if (first === "tcpSocket") errors.push(...portNumberOrName(here.child("port"), handler.tcpSocket!.port));
  if (first === "grpc") errors.push(...portNumberOrName(here.child("port"), handler.grpc!.port));
  if (first === "sleep" && graceSeconds !== undefined) {
    const { seconds } = handler.sleep!;
    if (seconds < 0 || seconds > graceSeconds) {
      const words = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
      errors.push(invalid(here, seconds, words));
    }
  }
  for (const other of others) errors.push(forbidden(at.child(other), "may not specify more than 1 handler type"));
  return errors;
}

function validateProbe(probe: Probe, at: FieldPath, graceSeconds: number | undefined): FieldError[] {
  const grace = probe.terminationGracePeriodSeconds;
  return joined(
    validateHandler(probe, at, graceSeconds),
    (
      ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] as const
    ).flatMap((field) => nonNegative(at.child(field), probe[field])),
    grace !== undefined && grace <= 0
      ? [invalid(at.child("terminationGracePeriodSeconds"), grace, "must be greater than 0")]
      : [],
  );
}

const once = (probe: Probe, at: FieldPath): FieldError[] =>
  probe.successThreshold === 1 ? [] : [invalid(at.child("successThreshold"), probe.successThreshold ?? 0, "must be 1")];

/** Hooks and probes of a container that keeps running: a regular one or a sidecar. */
export function validateHandlers(container: Container, at: FieldPath, graceSeconds: number | undefined): FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  const errors: FieldError[] = [];
  if (lifecycle) errors.push(...validateLifecycle(lifecycle, at.child("lifecycle"), graceSeconds));
  if (livenessProbe) {
    const here = at.child("livenessProbe");
    errors.push(...validateProbe(livenessProbe, here, graceSeconds), ...once(livenessProbe, here));
  }
  if (readinessProbe) {
    const here = at.child("readinessProbe");
    const grace = readinessProbe.terminationGracePeriodSeconds;
    errors.push(...validateProbe(readinessProbe, here, graceSeconds));
    if (grace !== undefined) {
      errors.push(invalid(here.child("terminationGracePeriodSeconds"), grace, "must not be set for readinessProbes"));
    }
  }
  if (startupProbe) {
    const here = at.child("startupProbe");
    errors.push(...validateProbe(startupProbe, here, graceSeconds), ...once(startupProbe, here));
  }
  return errors;
}

function validateLifecycle(
  { postStart, preStop }: Lifecycle,
  at: FieldPath,
  graceSeconds: number | undefined,
): FieldError[] {
  return joined(
    postStart ? validateHandler(postStart, at.child("postStart"), graceSeconds) : [],
    preStop ? validateHandler(preStop, at.child("preStop"), graceSeconds) : [],
  );
}

/** An init container that ends before the others start has nothing to be probed. */
export function forbidHandlers(container: Container, at: FieldPath): FieldError[] {
  return (["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const)
    .filter((field) => container[field])
    .map((field) => forbidden(at.child(field), "may not be set for init containers without restartPolicy=Always"));
}
