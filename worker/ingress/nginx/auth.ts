import type { SecretObject } from "../../api/generated/types.ts";
import { fromBase64 } from "../../base/base64.ts";
import { type AnnotationFeature, valid } from "./feature.ts";

const textOf = (secret: SecretObject, key: string): string | undefined => {
  const value = secret.data?.[key];
  return value === undefined ? undefined : fromBase64(value);
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#authentication */
export const basicAuth: AnnotationFeature = {
  group: "BasicDigestAuth",
  fields: {
    "auth-secret": { valid: valid.basic, risk: "Medium" },
    "auth-secret-type": { valid: valid.oneOf("auth-file", "auth-map"), risk: "Low" },
    "auth-realm": { valid: valid.withSpace, risk: "Medium" },
    "auth-type": { valid: valid.oneOf("basic", "digest"), risk: "Low" },
  },
  apply(read, draft, { ingress, secret }) {
    const type = read.text("auth-type");
    if (type === undefined) return;
    const wanted = read.text("auth-secret");
    if (wanted === undefined) {
      draft.denied = "error reading secret name from annotation: ingress rule without annotations";
      return;
    }
    const own = ingress.metadata.namespace ?? "";
    const [first = "", second] = wanted.split("/");
    const [namespace, name] = second === undefined ? [own, first] : [first, second];
    if (namespace !== own) {
      draft.denied = "cross namespace usage of secrets is not allowed";
      return;
    }
    const key = `${namespace}/${name}`;
    const found = secret(namespace, name);
    if (!found) {
      draft.denied = `unexpected error reading secret ${key}: no object matching key "${key}" in local store`;
      return;
    }
    const byMap = read.text("auth-secret-type") === "auth-map";
    const file = textOf(found, "auth");
    if (!byMap && file === undefined) {
      draft.denied = `the secret ${key} does not contain a key with value auth`;
      return;
    }
    const users = byMap
      ? Object.fromEntries(Object.keys(found.data ?? {}).map((user) => [user, textOf(found, user)!.trim()]))
      : usersOf(file!);
    draft.filters.push({
      stage: "auth",
      filter: { type: "BasicAuth", realm: read.text("auth-realm") ?? "", users },
    });
    draft.filters.push({ stage: "headers", filter: { type: "RequestHeaderModifier", remove: ["Authorization"] } });
  },
};

function usersOf(file: string): Record<string, string> {
  const lines = file.split("\n").map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line.includes(":") && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
}

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#external-authentication */
export const externalAuth: AnnotationFeature = {
  group: "ExternalAuth",
  fields: {
    "auth-url": { valid: valid.urlWithVariables, risk: "High" },
    "auth-method": {
      valid: valid.pattern(/^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$/, true),
      risk: "Low",
    },
    "auth-signin": { valid: valid.urlWithVariables, risk: "High" },
    "auth-signin-redirect-param": { valid: valid.url, risk: "Medium" },
    "auth-cache-key": { valid: valid.variable, risk: "Medium" },
    "auth-keepalive": { valid: valid.int, risk: "Low" },
    "auth-keepalive-share-vars": { valid: valid.flag, risk: "Low" },
    "auth-keepalive-requests": { valid: valid.int, risk: "Low" },
    "auth-keepalive-timeout": { valid: valid.int, risk: "Low" },
    "auth-cache-duration": { valid: valid.extended, risk: "Medium" },
    "auth-response-headers": { valid: valid.headers, risk: "Medium" },
    "auth-proxy-set-headers": { valid: valid.basic, risk: "Medium" },
    "auth-request-redirect": { valid: valid.url, risk: "Medium" },
    "auth-always-set-cookie": { valid: valid.flag, risk: "Low" },
    "auth-snippet": { valid: valid.anything, risk: "Critical" },
  },
  apply(read, draft) {
    const url = read.text("auth-url");
    if (url === undefined) return;
    const parts = /^https?:\/\/([^/]+)/.exec(url);
    if (!parts) {
      draft.denied = "url scheme is empty";
      return;
    }
    const signIn = read.text("auth-signin");
    const headers = read.text("auth-response-headers");
    draft.filters.push({
      stage: "auth",
      filter: {
        type: "ExternalAuth",
        url,
        ...(signIn !== undefined && { signIn }),
        ...(headers !== undefined && { responseHeaders: headers.split(",").map((one) => one.trim()) }),
      },
    });
  },
};
