import { expect, test } from "vitest";
import { startLab } from "./lab.ts";

const request = (name: string) => `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ${name}}
spec:
  request: ${btoa("-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n")}
  signerName: example.com/signer
  usages: [client auth]
`;

/** k8s.io/kubectl/pkg/cmd/certificates */
const STEPS: readonly (readonly [line: string, says: string])[] = [
  [
    "apply -f a.yaml -f b.yaml -o name",
    "certificatesigningrequest.certificates.k8s.io/a\ncertificatesigningrequest.certificates.k8s.io/b\n",
  ],
  ["certificate approve a", "certificatesigningrequest.certificates.k8s.io/a approved\n"],
  ["certificate approve a", "certificatesigningrequest.certificates.k8s.io/a approved\n"],
  ["certificate deny a", 'error: certificate signing request "a" is already Approved\n'],
  ["certificate deny -f b.yaml", "certificatesigningrequest.certificates.k8s.io/b denied\n"],
  [
    "get csr -o 'jsonpath={range .items[*]}{.status.conditions[*].type}:{.status.conditions[*].reason},{end}'",
    "Approved:KubectlApprove,Denied:KubectlDeny,",
  ],
  [
    "certificate approve c",
    'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "c" not found\n',
  ],
  ["certificate approve", "error: one or more CSRs must be specified as <name> or -f <filename>\n"],
];

test("certificate approve and deny", async () => {
  const lab = await startLab();
  for (const name of ["a", "b"]) lab.files.write(`/root/${name}.yaml`, request(name));
  for (const [line, says] of STEPS) {
    const { stdout, stderr } = await lab.run(line);
    expect({ line, says: stdout + stderr }).toEqual({ line, says });
  }
});
