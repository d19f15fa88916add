import { type AnnotationFeature, valid } from "./feature.ts";

const CODES = { "permanent-redirect": 301, "temporal-redirect": 302 } as const;

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#permanent-redirect */
export const redirect: AnnotationFeature = {
  group: "Redirect",
  fields: {
    "from-to-www-redirect": { valid: valid.flag, risk: "Low" },
    "temporal-redirect": { valid: valid.url, risk: "Medium" },
    "temporal-redirect-code": { valid: valid.int, risk: "Low" },
    "permanent-redirect": { valid: valid.url, risk: "Medium" },
    "permanent-redirect-code": { valid: valid.int, risk: "Low" },
    "relative-redirects": { valid: valid.flag, risk: "Low" },
  },
  apply(read, draft) {
    draft.wwwRedirect = read.flag("from-to-www-redirect") ?? false;
    for (const name of ["temporal-redirect", "permanent-redirect"] as const) {
      const to = read.text(name);
      if (to === undefined || !/^https?:\/\/[^/]+/.test(to)) continue;
      const code = read.number(`${name}-code`) ?? CODES[name];
      const statusCode = code >= 300 && code <= 308 ? code : CODES[name];
      draft.filters.push({ stage: "redirect", filter: { type: "RequestRedirect", to, statusCode } });
      return;
    }
  },
};
