/**
 * The root of the simulated internet's public authority, which everybody's bundle of CA certificates holds. Nobody has its key any
 * more; `issuer.ts` issues in its name.
 */
export const PUBLIC_ROOT_PEM = `-----BEGIN CERTIFICATE-----
MIIB3DCCAYKgAwIBAgIUdAFmtBDCNqNygu1X3ft0mIA2s4owCgYIKoZIzj0EAwIw
TDELMAkGA1UEBhMCVVMxITAfBgNVBAoMGEdhdGVob3VzZSBUcnVzdCBTZXJ2aWNl
czEaMBgGA1UEAwwRR2F0ZWhvdXNlIFJvb3QgUjEwHhcNMTUwNjA0MTEwNDM4WhcN
NDkwNjA0MTEwNDM4WjBMMQswCQYDVQQGEwJVUzEhMB8GA1UECgwYR2F0ZWhvdXNl
IFRydXN0IFNlcnZpY2VzMRowGAYDVQQDDBFHYXRlaG91c2UgUm9vdCBSMTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABMupW6LKzrUydnwuyrUYkc4bqXfvhmbpYSey
IqcEmSiXvodEGAQTGTsYWPTZ4J2QWJu3u4lGaZzpNKLSowGzDzSjQjBAMA4GA1Ud
DwEB/wQEAwIBBjAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBRD15hD6ztqDbbQ
AMT2Wq9Eg7ujmzAKBggqhkjOPQQDAgNIADBFAiAR+el9nbB0pbiZBgZ4uQR5jMWf
0k6WXaxJhOPTZJOupwIhAI4PJ4c4+7dGSAVR5djDYLJFkaUzuDeGZYWxAxygqyJx
-----END CERTIFICATE-----
`;

/** Where Debian, Ubuntu and Alpine keep the bundle: path → content. */
export const TRUSTED_AUTHORITIES: Readonly<Record<string, string>> = {
  "/etc/ssl/certs/ca-certificates.crt": PUBLIC_ROOT_PEM,
};
