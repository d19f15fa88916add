import type { IngressObject, SecretObject } from "../../api/generated/types.ts";
import type { RouteFilter, Upstream } from "../../routing/index.ts";

export const PREFIX = "nginx.ingress.kubernetes.io/";

/** How much harm an annotation could do, as the controller's `annotations-risk-level` counts it. */
export type Risk = "Low" | "Medium" | "High" | "Critical";
export const RISKS: readonly Risk[] = ["Low", "Medium", "High", "Critical"];

export interface AnnotationField {
  readonly valid: (value: string) => boolean;
  readonly risk: Risk;
  /** Other names of the same annotation. */
  readonly aliases?: readonly string[];
}

/** The order in which nginx goes through what a location says. */
export const STAGES = [
  "size",
  "redirect",
  "cors",
  "tls",
  "limit",
  "address",
  "auth",
  "mirror",
  "rewrite",
  "headers",
] as const;
export type Stage = (typeof STAGES)[number];

export interface Canary {
  readonly weight: number;
  readonly weightTotal: number;
  readonly header?: string;
  readonly headerValue?: string;
  readonly headerPattern?: string;
  readonly cookie?: string;
}

/** What the annotations of an Ingress make of its locations. Features write it. */
export interface LocationDraft {
  rewriteTarget?: string;
  useRegex: boolean;
  appRoot?: string;
  sslRedirect: boolean;
  forceSslRedirect: boolean;
  preserveTrailingSlash: boolean;
  readonly filters: { readonly stage: Stage; readonly filter: RouteFilter }[];
  canary?: Canary;
  connectMs?: number;
  readMs?: number;
  bodyBytes?: number;
  protocol?: Upstream["protocol"];
  balance?: Upstream["balance"];
  byClusterIp: boolean;
  upstreamVhost?: string;
  /** Other hosts that the server answers to. */
  aliases: readonly string[];
  /** www.host leads to host and the other way round. */
  wwwRedirect: boolean;
  /** The Service that serves errors of the location, in the Ingress's namespace. */
  defaultBackend?: string;
  /** Why the location answers 503 to everyone. */
  denied?: string;
}

/** What a feature may look at besides annotations. */
export interface Around {
  readonly ingress: IngressObject;
  readonly config: Readonly<Record<string, string>>;
  secret(namespace: string, name: string): SecretObject | undefined;
}

/** Reads annotations of one Ingress, by their names without prefix. */
export interface Annotations {
  /** Undefined when absent or empty. */
  text(name: string): string | undefined;
  /** What is no switch is as if it were absent. */
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
}

/** One family of annotations: what they may say and what they do. */
export interface AnnotationFeature {
  /** The group's name in the controller's messages. */
  readonly group: string;
  readonly fields: Readonly<Record<string, AnnotationField>>;
  /** Absent: the family is understood but does nothing here. */
  apply?(read: Annotations, draft: LocationDraft, around: Around): void;
}

export function draftOf(config: Readonly<Record<string, string>>): LocationDraft {
  return {
    useRegex: false,
    sslRedirect: config["ssl-redirect"] !== "false",
    forceSslRedirect: config["force-ssl-redirect"] === "true",
    preserveTrailingSlash: false,
    filters: [],
    byClusterIp: config["service-upstream"] === "true",
    aliases: [],
    wwwRedirect: false,
  };
}

export function annotationsOf(ingress: IngressObject, feature: AnnotationFeature): Annotations {
  const own = ingress.metadata.annotations ?? {};
  const text = (name: string): string | undefined => {
    const names = [name, ...(feature.fields[name]?.aliases ?? [])];
    return names.map((one) => own[PREFIX + one]).find((value) => value !== undefined && value !== "");
  };
  return {
    text,
    flag: (name) => {
      const value = text(name);
      return value === undefined ? undefined : GO_BOOLS[value];
    },
    number: (name) => {
      const value = text(name);
      return value !== undefined && /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
    },
  };
}

/** strconv.ParseBool */
const GO_BOOLS: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false] as const),
]);

/** The first annotation whose value its family does not accept: its full name. */
export function invalidAnnotation(ingress: IngressObject, features: readonly AnnotationFeature[]): string | undefined {
  const own = ingress.metadata.annotations ?? {};
  for (const { fields } of features) {
    for (const [name, { valid, aliases = [] }] of Object.entries(fields)) {
      const full = [name, ...aliases].map((one) => PREFIX + one).find((one) => own[one]);
      if (full !== undefined && !valid(own[full]!)) return full;
    }
  }
  return undefined;
}

/** The group of an annotation that is riskier than the controller's configuration allows. */
export function riskyGroup(
  ingress: IngressObject,
  features: readonly AnnotationFeature[],
  most: Risk,
): string | undefined {
  const own = ingress.metadata.annotations ?? {};
  const limit = RISKS.indexOf(most);
  return features.find(({ fields }) =>
    Object.entries(fields).some(
      ([name, { risk, aliases = [] }]) =>
        RISKS.indexOf(risk) > limit && [name, ...aliases].some((one) => own[PREFIX + one] !== undefined),
    ),
  )?.group;
}

const ALPHANUMERIC = "\\-\\.\\_\\~a-zA-Z0-9\\/:";
const REGEX_CHARS = "\\^\\$\\[\\]\\(\\)\\{\\}\\*\\+\\?\\|&=\\\\";
const pattern =
  (expression: RegExp, withoutSpaces = false) =>
  (value: string): boolean =>
    expression.test(withoutSpaces ? value.replaceAll(" ", "") : value) && !/[\r\n]/.test(value);

/** What values may be. @see kubernetes/ingress-nginx internal/ingress/annotations/parser/validators.go */
export const valid = {
  flag: (value: string): boolean => GO_BOOLS[value] !== undefined,
  int: (value: string): boolean => /^[+-]?\d+$/.test(value),
  regex: pattern(new RegExp(`^[/${ALPHANUMERIC}${REGEX_CHARS}]*$`)),
  size: pattern(/^\d+[bkmg]?$/i, true),
  url: pattern(new RegExp(`^[${ALPHANUMERIC},:?&=]*$`)),
  urlWithVariables: pattern(new RegExp(`^[${ALPHANUMERIC}, ,:?&=$]*$`), true),
  basic: pattern(new RegExp(`^[/${ALPHANUMERIC}]*$`), true),
  extended: pattern(new RegExp(`^[/${ALPHANUMERIC}, ]*$`)),
  withSpace: pattern(new RegExp(`^[/${ALPHANUMERIC} ]*$`)),
  variable: pattern(/^[A-Za-z0-9\-_${}]*$/, true),
  pathWithCapture: pattern(new RegExp(`^/?[${ALPHANUMERIC}\\/\\$]*$`)),
  headers: pattern(/^[A-Za-z0-9\-_, ]*$/, true),
  serverName: (value: string): boolean => new RegExp(`^[/${ALPHANUMERIC}${REGEX_CHARS}]*$`).test(value.trim()),
  serverNames: (value: string): boolean => value.split(",").every((one) => valid.serverName(one)),
  oneOf:
    (...options: readonly string[]) =>
    (value: string): boolean =>
      options.includes(value.trim()),
  oneOfAnyCase:
    (...options: readonly string[]) =>
    (value: string): boolean =>
      options.includes(value.trim().toLowerCase()),
  cidrs: (value: string): boolean =>
    value.split(",").every((one) => /^\s*[\da-fA-F.:]+(\/\d{1,3})?\s*$/.test(one) && validAddress(one.trim())),
  pattern,
  anything: (): boolean => true,
};

function validAddress(text: string): boolean {
  const [ip = "", bits] = text.split("/");
  if (ip.includes(":")) return bits === undefined || Number(bits) <= 128;
  const parts = ip.split(".");
  return parts.length === 4 && parts.every((one) => /^\d+$/.test(one) && Number(one) < 256) && Number(bits ?? 0) <= 32;
}
