import { describe, expect, test } from "vitest";
import { PUBLIC_ROOT_PEM } from "../../../../worker/base/x509/authority/root.ts";
import * as x509 from "../../../../worker/base/x509/index.ts";
import { PAIRS, QUESTIONS } from "./questions.ts";
import { RECORDED } from "./recorded/certificates.ts";
import goAnswers from "./recorded/go.json" with { type: "json" };

const NOW_MS = Date.UTC(2026, 0, 1);
const answers = new Map(goAnswers.map(({ says, answer }) => [says, answer]));
const read = (names: readonly (keyof typeof RECORDED)[]) =>
  names.flatMap((name) => x509.certificatesIn(RECORDED[name].crt));

describe("chains, in the words of Go's crypto/x509", () => {
  test.each(QUESTIONS)("$says", ({ says, chain, trusted, host, client }) => {
    const question = {
      chain: read(chain),
      trusted: read(trusted),
      nowMs: NOW_MS,
      purpose: client ? ("client" as const) : ("server" as const),
    };
    expect(x509.goVerify({ ...question, ...(host ? { host } : {}) }, new x509.SignatureMemo()) ?? "").toBe(
      answers.get(says),
    );
  });
});

describe("pairs, in the words of Go's crypto/tls", () => {
  test.each(PAIRS)("$says", ({ says, cert, key }) => {
    expect(x509.goKeyPairProblem(cert, key) ?? "").toBe(answers.get(says));
  });
});

describe("what is written is what was read", () => {
  test.each(Object.entries(RECORDED))("%s", (_, { crt, key }) => {
    const [certificate] = x509.certificatesIn(crt);
    expect(x509.certificatePem(certificate!)).toBe(crt);
    const own = x509.privateKeyIn(key)!;
    expect(x509.isPair(certificate!.publicKey, own)).toBe(true);
    expect([x509.privateKeyPem(own), x509.traditionalKeyPem(own)]).toContain(key);
    const message = new TextEncoder().encode("message");
    const { algorithm, sign } = x509.signerOf(own);
    expect(x509.isSignedBy({ message, algorithm, signature: sign(message) }, certificate!.publicKey)).toBe(true);
    expect(
      x509.isSignedBy({ message: message.slice(1), algorithm, signature: sign(message) }, certificate!.publicKey),
    ).toBe(false);
  });
  test.each([
    ["an empty text", ""],
    ["bytes that are no DER", x509.toPem("CERTIFICATE", new Uint8Array([1, 2, 3]))],
    ["a length beyond the end", x509.toPem("CERTIFICATE", new Uint8Array([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]))],
    ["a key", RECORDED.leaf.key],
  ])("%s holds no certificate", (_, text) => expect(x509.certificatesIn(text)).toEqual([]));
});

describe("an honest site's certificate", () => {
  const trusted = x509.certificatesIn(PUBLIC_ROOT_PEM);
  test.each([0, 59, 60, 89, 4000].map((days) => NOW_MS + days * 86_400_000))(
    "is in date and trusted at %d",
    (nowMs) => {
      const chain = x509.certificatesIn(x509.publicCertificate(["example.com", "www.example.com"], nowMs).chainPem);
      expect(
        x509.goVerify({ chain, trusted, nowMs, host: "www.example.com" }, new x509.SignatureMemo()),
      ).toBeUndefined();
      expect(
        x509.examineChain({ chain, trusted, nowMs, purpose: "server", strength: true }, new x509.SignatureMemo())
          .faults,
      ).toEqual([]);
    },
  );
  test("is the same when asked again", () => {
    expect(x509.publicCertificate(["example.com"], NOW_MS)).toEqual(
      x509.publicCertificate(["example.com"], NOW_MS + 1),
    );
  });
});
