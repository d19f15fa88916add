import { type AnnotationFeature, valid } from "./feature.ts";

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary */
export const canary: AnnotationFeature = {
  group: "Canary",
  fields: {
    canary: { valid: valid.flag, risk: "Low" },
    "canary-weight": { valid: valid.int, risk: "Low" },
    "canary-weight-total": { valid: valid.int, risk: "Low" },
    "canary-by-header": { valid: valid.basic, risk: "Medium" },
    "canary-by-header-value": { valid: valid.basic, risk: "Medium" },
    "canary-by-header-pattern": { valid: valid.regex, risk: "Medium" },
    "canary-by-cookie": { valid: valid.basic, risk: "Medium" },
  },
  apply(read, draft) {
    if (!read.flag("canary")) return;
    const [header, headerValue] = [read.text("canary-by-header"), read.text("canary-by-header-value")];
    const headerPattern = read.text("canary-by-header-pattern");
    const cookie = read.text("canary-by-cookie");
    draft.canary = {
      weight: Math.max(0, read.number("canary-weight") ?? 0),
      weightTotal: read.number("canary-weight-total") ?? 100,
      ...(header !== undefined && { header }),
      ...(headerValue !== undefined && { headerValue }),
      ...(headerPattern !== undefined && headerValue === undefined && { headerPattern }),
      ...(cookie !== undefined && { cookie }),
    };
  },
};
