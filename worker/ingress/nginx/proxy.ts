import { type AnnotationFeature, valid } from "./feature.ts";

const SIZES: Readonly<Record<string, number>> = { "": 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** "1m" → 1048576; "0" is no limit. */
export function sizeOf(text: string): number | undefined {
  const parts = /^(\d+)([bkmg]?)$/i.exec(text.replaceAll(" ", ""));
  return parts ? Number(parts[1]) * SIZES[parts[2]!.toLowerCase()]! : undefined;
}

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-timeouts */
export const proxy: AnnotationFeature = {
  group: "Proxy",
  fields: {
    "proxy-connect-timeout": { valid: valid.int, risk: "Low" },
    "proxy-send-timeout": { valid: valid.int, risk: "Low" },
    "proxy-read-timeout": { valid: valid.int, risk: "Low" },
    "proxy-buffers-number": { valid: valid.int, risk: "Low" },
    "proxy-buffer-size": { valid: valid.size, risk: "Low" },
    "proxy-busy-buffers-size": { valid: valid.size, risk: "Low" },
    "proxy-cookie-path": { valid: valid.url, risk: "Medium" },
    "proxy-cookie-domain": { valid: valid.extended, risk: "Medium" },
    "proxy-body-size": { valid: valid.size, risk: "Medium" },
    "proxy-next-upstream": {
      valid: valid.pattern(
        /^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$/,
      ),
      risk: "Medium",
    },
    "proxy-next-upstream-timeout": { valid: valid.int, risk: "Low" },
    "proxy-next-upstream-tries": { valid: valid.int, risk: "Low" },
    "proxy-request-buffering": { valid: valid.oneOf("on", "off"), risk: "Low" },
    "proxy-redirect-from": { valid: valid.url, risk: "Medium" },
    "proxy-redirect-to": { valid: valid.url, risk: "Medium" },
    "proxy-buffering": { valid: valid.oneOf("on", "off"), risk: "Low" },
    "proxy-http-version": { valid: valid.oneOf("1.0", "1.1"), risk: "Low" },
    "proxy-max-temp-file-size": { valid: valid.size, risk: "Low" },
  },
  apply(read, draft, { config }) {
    const seconds = (name: string): number | undefined => {
      const given = read.number(name) ?? (/^\d+$/.test(config[name] ?? "") ? Number(config[name]) : undefined);
      return given === undefined ? undefined : given * 1000;
    };
    const [connect, readTimeout] = [seconds("proxy-connect-timeout"), seconds("proxy-read-timeout")];
    if (connect !== undefined) draft.connectMs = connect;
    if (readTimeout !== undefined) draft.readMs = readTimeout;
    const bytes = sizeOf(read.text("proxy-body-size") ?? config["proxy-body-size"] ?? "1m") ?? 1024 ** 2;
    if (bytes > 0) draft.filters.push({ stage: "size", filter: { type: "BodyLimit", bytes } });
  },
};
