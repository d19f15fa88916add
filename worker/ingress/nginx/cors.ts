import { type AnnotationFeature, valid } from "./feature.ts";

const METHODS = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS =
  "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";
const list = (text: string): readonly string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors */
export const cors: AnnotationFeature = {
  group: "CorsConfig",
  fields: {
    "enable-cors": { valid: valid.flag, risk: "Low" },
    "cors-allow-origin": {
      valid: valid.pattern(/^((((https?|[a-z][a-z0-9+.-]*):\/\/)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?,?)+|\*)?$/, true),
      risk: "Medium",
    },
    "cors-allow-headers": { valid: valid.headers, risk: "Medium" },
    "cors-allow-methods": { valid: valid.pattern(/^([A-Za-z]+,?\s?)+$/, true), risk: "Medium" },
    "cors-allow-credentials": { valid: valid.flag, risk: "Low" },
    "cors-expose-headers": { valid: valid.pattern(/^(([A-Za-z0-9\-_]+|\*),?\s?)+$/, true), risk: "Medium" },
    "cors-max-age": { valid: valid.int, risk: "Low" },
  },
  apply(read, draft) {
    if (!read.flag("enable-cors")) return;
    draft.filters.push({
      stage: "cors",
      filter: {
        type: "CORS",
        nginx: true,
        allowOrigins: list(read.text("cors-allow-origin") ?? "*"),
        allowMethods: [read.text("cors-allow-methods") ?? METHODS],
        allowHeaders: [read.text("cors-allow-headers") ?? HEADERS],
        exposeHeaders: list(read.text("cors-expose-headers") ?? ""),
        allowCredentials: read.flag("cors-allow-credentials") ?? true,
        maxAgeSeconds: read.number("cors-max-age") ?? 1_728_000,
      },
    });
  },
};
