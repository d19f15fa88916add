import type {
  EndpointSliceObject,
  IngressClassObject,
  IngressObject,
  SecretObject,
  ServiceObject,
} from "../api/generated/types.ts";

/** What a controller was started with, as far as it decides what is served. */
export interface IngressOptions {
  /** --ingress-class: the value of the old annotation that is ours. */
  readonly ingressClass: string;
  /** --controller-class: `spec.controller` of the IngressClasses that are ours. */
  readonly controllerClass: string;
  /** --watch-ingress-without-class */
  readonly watchWithoutClass: boolean;
  /** --ingress-class-by-name: an IngressClass of the name of `ingressClass` is ours, whatever its controller. */
  readonly classByName: boolean;
  readonly disableCatchAll: boolean;
  /** --default-backend-service, "namespace/name". */
  readonly defaultBackendService?: string;
  /** --default-ssl-certificate, "namespace/name". */
  readonly defaultCertificate?: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** The controller's ConfigMap. */
  readonly config: Readonly<Record<string, string>>;
}

/** The objects that decide, as they are now. */
export interface IngressSnapshot {
  /** Those that the controller looks at; claimed or not. */
  readonly ingresses: readonly IngressObject[];
  readonly classes: readonly IngressClassObject[];
  service(namespace: string, name: string): ServiceObject | undefined;
  slices(namespace: string, service: string): readonly EndpointSliceObject[];
  secret(namespace: string, name: string): SecretObject | undefined;
}

/** A ConfigMap's switch; undefined when it is not set or none. */
export function configSwitch(config: Readonly<Record<string, string>>, key: string): boolean | undefined {
  const value = config[key]?.trim().toLowerCase();
  return value === "true" ? true : value === "false" ? false : undefined;
}
