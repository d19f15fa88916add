import { type AnnotationFeature, valid } from "./feature.ts";

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity */
export const affinity: AnnotationFeature = {
  group: "SessionAffinity",
  fields: {
    affinity: { valid: valid.oneOf("cookie"), risk: "Low" },
    "affinity-mode": { valid: valid.oneOf("balanced", "persistent"), risk: "Medium" },
    "affinity-canary-behavior": { valid: valid.oneOf("sticky", "legacy"), risk: "Low" },
    "session-cookie-name": { valid: valid.basic, risk: "Medium" },
    "session-cookie-secure": { valid: valid.flag, risk: "Low" },
    "session-cookie-expires": { valid: valid.pattern(/^-?[0-9]+$/, true), risk: "Medium" },
    "session-cookie-max-age": { valid: valid.pattern(/^-?[0-9]+$/), risk: "Medium" },
    "session-cookie-path": { valid: valid.url, risk: "Medium" },
    "session-cookie-domain": { valid: valid.basic, risk: "Medium" },
    "session-cookie-samesite": { valid: valid.oneOfAnyCase("none", "lax", "strict"), risk: "Low" },
    "session-cookie-conditional-samesite-none": { valid: valid.flag, risk: "Low" },
    "session-cookie-change-on-failure": { valid: valid.flag, risk: "Low" },
  },
  apply(read, draft) {
    if (read.text("affinity") !== "cookie") return;
    const maxAge = read.number("session-cookie-max-age");
    const domain = read.text("session-cookie-domain");
    const sameSite = read.text("session-cookie-samesite");
    const secure = read.flag("session-cookie-secure");
    draft.balance = {
      by: "cookie",
      cookie: {
        name: read.text("session-cookie-name") ?? "INGRESSCOOKIE",
        path: read.text("session-cookie-path") ?? "/",
        ...(maxAge !== undefined && { maxAgeSeconds: maxAge }),
        ...(domain !== undefined && { domain }),
        ...(sameSite !== undefined && { sameSite }),
        ...(secure !== undefined && { secure }),
      },
    };
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-nginx-upstream-hashing */
export const upstreamHash: AnnotationFeature = {
  group: "UpstreamHashBy",
  fields: {
    "upstream-hash-by": { valid: valid.anything, risk: "High" },
    "upstream-hash-by-subset": { valid: valid.flag, risk: "Low" },
    "upstream-hash-by-subset-size": { valid: valid.int, risk: "Low" },
  },
  apply(read, draft) {
    const of = read.text("upstream-hash-by");
    if (of !== undefined) draft.balance = { by: "hash", of };
  },
};

const PROTOCOLS = ["auto_http", "http", "https", "grpc", "grpcs", "fcgi"];

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol */
export const backendProtocol: AnnotationFeature = {
  group: "BackendProtocol",
  fields: { "backend-protocol": { valid: valid.oneOfAnyCase(...PROTOCOLS), risk: "Low" } },
  apply(read, draft) {
    const protocol = read.text("backend-protocol")?.trim().toUpperCase();
    if (protocol === "HTTPS" || protocol === "GRPCS") draft.protocol = "HTTPS";
    else if (protocol === "GRPC") draft.protocol = "H2C";
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#service-upstream */
export const serviceUpstream: AnnotationFeature = {
  group: "ServiceUpstream",
  fields: { "service-upstream": { valid: valid.flag, risk: "Low" } },
  apply(read, draft) {
    draft.byClusterIp = read.flag("service-upstream") ?? draft.byClusterIp;
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-nginx-upstream-vhost */
export const upstreamVhost: AnnotationFeature = {
  group: "UpstreamVhost",
  fields: { "upstream-vhost": { valid: valid.serverName, risk: "Low" } },
  apply(read, draft) {
    const host = read.text("upstream-vhost");
    if (host !== undefined) draft.upstreamVhost = host;
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#x-forwarded-prefix-header */
export const forwardedPrefix: AnnotationFeature = {
  group: "XForwardedPrefix",
  fields: { "x-forwarded-prefix": { valid: valid.basic, risk: "Medium" } },
  apply(read, draft) {
    const prefix = read.text("x-forwarded-prefix");
    if (prefix === undefined || draft.rewriteTarget === undefined) return;
    draft.filters.push({
      stage: "headers",
      filter: { type: "RequestHeaderModifier", set: [["X-Forwarded-Prefix", prefix]] },
    });
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#server-alias */
export const serverAlias: AnnotationFeature = {
  group: "Aliases",
  fields: { "server-alias": { valid: valid.serverNames, risk: "High" } },
  apply(read, draft) {
    const aliases = read.text("server-alias")?.split(",") ?? [];
    draft.aliases = aliases.map((one) => one.trim()).filter((one) => one !== "");
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#default-backend */
export const defaultBackend: AnnotationFeature = {
  group: "DefaultBackend",
  fields: { "default-backend": { valid: valid.basic, risk: "Low" } },
  apply(read, draft) {
    const name = read.text("default-backend");
    if (name !== undefined) draft.defaultBackend = name;
  },
};
