import { type AnnotationFeature, type Risk, valid } from "./feature.ts";

const family = (
  group: string,
  fields: Readonly<Record<string, readonly [check: (value: string) => boolean, risk: Risk]>>,
): AnnotationFeature => ({
  group,
  fields: Object.fromEntries(Object.entries(fields).map(([name, [check, risk]]) => [name, { valid: check, risk }])),
});

/** Families that are checked as the controller checks them and have no effect here; the controller's log says so. */
export const inertFeatures: readonly AnnotationFeature[] = [
  family("ConfigurationSnippet", { "configuration-snippet": [valid.anything, "Critical"] }),
  family("ServerSnippet", { "server-snippet": [valid.anything, "Critical"] }),
  family("StreamSnippet", { "stream-snippet": [valid.anything, "Critical"] }),
  family("ModSecurity", {
    "enable-modsecurity": [valid.flag, "Low"],
    "enable-owasp-core-rules": [valid.flag, "Low"],
    "modsecurity-transaction-id": [valid.variable, "High"],
    "modsecurity-snippet": [valid.anything, "Critical"],
  }),
  family("CertificateAuth", {
    "auth-tls-secret": [valid.basic, "Medium"],
    "auth-tls-verify-client": [valid.oneOf("on", "off", "optional", "optional_no_ca"), "Medium"],
    "auth-tls-verify-depth": [valid.int, "Low"],
    "auth-tls-error-page": [valid.url, "High"],
    "auth-tls-pass-certificate-to-upstream": [valid.flag, "Low"],
    "auth-tls-match-cn": [(value) => value.startsWith("CN="), "High"],
  }),
  family("ProxySSL", {
    "proxy-ssl-secret": [valid.basic, "Medium"],
    "proxy-ssl-ciphers": [valid.anything, "Medium"],
    "proxy-ssl-protocols": [valid.anything, "Low"],
    "proxy-ssl-name": [valid.serverName, "High"],
    "proxy-ssl-verify": [valid.oneOf("on", "off"), "Low"],
    "proxy-ssl-verify-depth": [valid.int, "Low"],
    "proxy-ssl-server-name": [valid.oneOf("on", "off"), "Low"],
  }),
  family("Mirror", {
    "mirror-request-body": [valid.oneOf("on", "off"), "Low"],
    "mirror-target": [valid.serverName, "High"],
    "mirror-host": [valid.serverName, "High"],
  }),
  family("CustomHTTPErrors", { "custom-http-errors": [valid.pattern(/^((\d{3}),?)*$/, true), "Low"] }),
  family("CustomHeaders", { "custom-headers": [valid.basic, "Medium"] }),
  family("FastCGI", {
    "fastcgi-index": [valid.basic, "Medium"],
    "fastcgi-params-configmap": [valid.basic, "Medium"],
  }),
  family("ClientBodyBufferSize", { "client-body-buffer-size": [valid.size, "Low"] }),
  family("Connection", { "connection-proxy-header": [valid.oneOfAnyCase("keep-alive", "close", "upgrade"), "Low"] }),
  family("DisableProxyInterceptErrors", { "disable-proxy-intercept-errors": [valid.flag, "Low"] }),
  family("EnableGlobalAuth", { "enable-global-auth": [valid.flag, "Low"] }),
  family("HTTP2PushPreload", { "http2-push-preload": [valid.flag, "Low"] }),
  family("LoadBalancing", { "load-balance": [valid.oneOf("round_robin", "ewma"), "Low"] }),
  family("Logs", { "enable-access-log": [valid.flag, "Low"], "enable-rewrite-log": [valid.flag, "Low"] }),
  family("Opentelemetry", {
    "enable-opentelemetry": [valid.flag, "Low"],
    "opentelemetry-trust-incoming-span": [valid.flag, "Low"],
    "opentelemetry-operation-name": [valid.basic, "Medium"],
  }),
  family("UsePortInRedirects", { "use-port-in-redirects": [valid.flag, "Low"] }),
  family("Satisfy", { satisfy: [valid.oneOf("any", "all"), "Low"] }),
  family("SSLCipher", {
    "ssl-ciphers": [valid.anything, "Low"],
    "ssl-prefer-server-ciphers": [valid.flag, "Low"],
  }),
  family("SSLPassthrough", { "ssl-passthrough": [valid.flag, "Low"] }),
];
