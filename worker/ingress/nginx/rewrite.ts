import { type AnnotationFeature, valid } from "./feature.ts";

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rewrite */
export const rewrite: AnnotationFeature = {
  group: "Rewrite",
  fields: {
    "rewrite-target": { valid: valid.pathWithCapture, risk: "Medium" },
    "ssl-redirect": { valid: valid.flag, risk: "Low" },
    "preserve-trailing-slash": { valid: valid.flag, risk: "Medium" },
    "force-ssl-redirect": { valid: valid.flag, risk: "Medium" },
    "use-regex": { valid: valid.flag, risk: "Low" },
    "app-root": { valid: valid.pathWithCapture, risk: "Medium" },
  },
  apply(read, draft) {
    const target = read.text("rewrite-target");
    if (target !== undefined) draft.rewriteTarget = target;
    draft.useRegex = read.flag("use-regex") ?? draft.useRegex;
    draft.sslRedirect = read.flag("ssl-redirect") ?? draft.sslRedirect;
    draft.forceSslRedirect = read.flag("force-ssl-redirect") ?? draft.forceSslRedirect;
    draft.preserveTrailingSlash = read.flag("preserve-trailing-slash") ?? draft.preserveTrailingSlash;
    const root = read.text("app-root");
    if (root?.startsWith("/")) draft.appRoot = root;
  },
};
