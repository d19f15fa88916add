import { type AnnotationFeature, valid } from "./feature.ts";

const STATUS = 503;
const list = (text: string | undefined): readonly string[] => (text ? text.split(",").map((one) => one.trim()) : []);

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rate-limiting */
export const rateLimit: AnnotationFeature = {
  group: "RateLimit",
  fields: {
    "limit-rate": { valid: valid.int, risk: "Low" },
    "limit-rate-after": { valid: valid.int, risk: "Low" },
    "limit-rpm": { valid: valid.int, risk: "Low" },
    "limit-rps": { valid: valid.int, risk: "Low" },
    "limit-connections": { valid: valid.int, risk: "Low" },
    "limit-burst-multiplier": { valid: valid.int, risk: "Low" },
    "limit-allowlist": { valid: valid.cidrs, risk: "Low", aliases: ["limit-whitelist"] },
  },
  apply(read, draft, { ingress, config }) {
    const multiplier = read.number("limit-burst-multiplier") || 5;
    const exempt = list(read.text("limit-allowlist"));
    const { namespace = "", name, uid = "" } = ingress.metadata;
    const status = Number(config["limit-req-status-code"] ?? STATUS);
    for (const [unit, seconds] of [
      ["rps", 1],
      ["rpm", 60],
    ] as const) {
      const limit = read.number(`limit-${unit}`);
      if (limit === undefined || limit <= 0) continue;
      draft.filters.push({
        stage: "limit",
        filter: {
          type: "RateLimit",
          zone: `${namespace}_${name}_${uid}_${unit}`,
          perSecond: limit / seconds,
          burst: limit * multiplier,
          exempt,
          status,
        },
      });
    }
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#whitelist-source-range */
export const addressList: AnnotationFeature = {
  group: "Allowlist",
  fields: {
    "allowlist-source-range": { valid: valid.cidrs, risk: "Medium", aliases: ["whitelist-source-range"] },
  },
  apply(read, draft, { config }) {
    const allow = list(
      read.text("allowlist-source-range") ?? config["whitelist-source-range"] ?? config["allowlist-source-range"],
    );
    if (allow.length === 0) return;
    draft.filters.push({ stage: "address", filter: { type: "ClientAddress", allow, status: 403 } });
  },
};

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#denylist-source-range */
export const denyList: AnnotationFeature = {
  group: "Denylist",
  fields: { "denylist-source-range": { valid: valid.cidrs, risk: "Medium" } },
  apply(read, draft, { config }) {
    const deny = list(read.text("denylist-source-range") ?? config["denylist-source-range"]);
    if (deny.length === 0) return;
    draft.filters.push({ stage: "address", filter: { type: "ClientAddress", deny, status: 403 } });
  },
};
