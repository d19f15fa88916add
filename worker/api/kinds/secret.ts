import type { SecretObject } from "../generated/types.ts";
import { type FieldError, fieldPath, forbidden, invalid, required, tooLong } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { decodedLength, MAX_DATA_BYTES } from "./data.ts";
import { configKeyProblems, IMMUTABLE, invalidFor } from "./rules.ts";
import { SERVICE_ACCOUNT_NAME_ANNOTATION } from "./wellknown.ts";

const DATA = fieldPath("data");
const SERVICE_ACCOUNT_TOKEN = "kubernetes.io/service-account-token";

/** Keys that a secret of a known type cannot do without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

function contentErrors({ type = "", data = {}, metadata }: SecretObject): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...invalidFor(DATA.key(key), key, configKeyProblems(key)));
    size += decodedLength(value);
  }
  if (size > MAX_DATA_BYTES) errors.push(tooLong(DATA, MAX_DATA_BYTES));
  if (type === SERVICE_ACCOUNT_TOKEN && !metadata.annotations?.[SERVICE_ACCOUNT_NAME_ANNOTATION]) {
    errors.push(required(fieldPath("metadata").child("annotations").key(SERVICE_ACCOUNT_NAME_ANNOTATION)));
  }
  if (type === "kubernetes.io/basic-auth" && data.username === undefined && data.password === undefined) {
    errors.push(required(DATA.key("username")), required(DATA.key("password")));
  }
  for (const key of NEEDED[type] ?? []) {
    const value = data[key];
    if (value === undefined || (key === "ssh-privatekey" && !value)) errors.push(required(DATA.key(key)));
    else if (key.startsWith(".docker") && !isJsonObject(value)) {
      errors.push(invalid(DATA.key(key), "<secret contents redacted>", jsonProblem(value)));
    }
  }
  return errors;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(atob(value));
  } catch {
    return undefined;
  }
}

function isJsonObject(value: string): boolean {
  const content = parsed(value);
  return typeof content === "object" && !Array.isArray(content);
}

/** What Go's decoder says of text that should have been a JSON object. */
function jsonProblem(value: string): string {
  const content = parsed(value);
  if (content !== undefined) {
    const kind = Array.isArray(content) ? "array" : typeof content === "boolean" ? "bool" : typeof content;
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  }
  const text = atob(value).trimStart();
  return text === "" || /^[[{"]/.test(text)
    ? "unexpected end of JSON input"
    : `invalid character '${text[0]}' looking for beginning of value`;
}

/** A pair of certificate and key that is none. What is wrong inside well-formed PEM goes unnoticed here. */
function certificateWarnings({ type, data = {} }: SecretObject): string[] {
  if (type !== "kubernetes.io/tls") return [];
  const missing = [
    ["tls.crt", "certificate"],
    ["tls.key", "key"],
  ].find(([key]) => !/-----BEGIN [A-Z0-9 ]+-----\s[\s\S]*-----END /.test(atob(data[key!] ?? "")));
  return missing ? [`tls: failed to find any PEM data in ${missing[1]} input`] : [];
}

/** Nobody here fills the Secrets that service accounts had their tokens in before Kubernetes 1.24. */
function tokenWarnings({ type, metadata }: SecretObject): string[] {
  const account = metadata.annotations?.[SERVICE_ACCOUNT_NAME_ANNOTATION];
  if (type !== SERVICE_ACCOUNT_TOKEN || !account) return [];
  return [`Gatehouse puts no token into this Secret; \`kubectl create token ${account}\` makes one`];
}

function validateUpdate(secret: SecretObject, old: SecretObject): FieldError[] {
  const errors = secret.type === old.type ? [] : [invalid(fieldPath("type"), secret.type ?? "", IMMUTABLE)];
  if (!old.immutable) return [...errors, ...contentErrors(secret)];
  const words = "field is immutable when `immutable` is set";
  if (!secret.immutable) errors.push(forbidden(fieldPath("immutable"), words));
  if (!deepEqual(secret.data ?? {}, old.data ?? {})) errors.push(forbidden(DATA, words));
  return [...errors, ...contentErrors(secret)];
}

/** Standard base64 of a text's UTF-8 bytes. */
function base64(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export const Secret = defineKind<SecretObject>({
  group: "",
  version: "v1",
  kind: "Secret",
  plural: "secrets",
  namespaced: true,
  schema: "Secret",
  withoutGeneration: true,
  selectableFields: { type: ({ type }) => type ?? "" },
  validateCreate: contentErrors,
  validateUpdate,
  /** stringData is write-only: it is merged into data and never read back. */
  setDefaults(secret) {
    secret.type ||= "Opaque";
    if (secret.stringData) {
      const encoded = Object.entries(secret.stringData).map(([key, value]) => [key, base64(value)] as const);
      if (encoded.length > 0) secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
      delete secret.stringData;
    }
  },
  warn: (secret) => [...certificateWarnings(secret), ...tokenWarnings(secret)],
  columns: [
    nameColumn,
    { name: "Type", cell: ({ type }) => type ?? "" },
    { name: "Data", cell: ({ data }) => Object.keys(data ?? {}).length },
    ageColumn,
  ],
});
