import { opensslPrograms } from "../../../../worker/programs/openssl/index.ts";
import { RECORDED } from "../../base/x509/recorded/certificates.ts";
import { type RunOptions, run } from "../fakeIo.ts";

/** Files that every command finds: name.crt and name.key of the recorded certificates, and a configuration. */
export const FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(RECORDED).flatMap(([name, { crt, key }]) => [
      [`${name}.crt`, crt],
      [`${name}.key`, key],
    ]),
  ),
  "chain.crt": RECORDED.leaf.crt + RECORDED.middle.crt,
  empty: "nothing\n",
  "ext.cnf":
    "subjectAltName=DNS:q\nbasicConstraints=CA:FALSE\n[ext]\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid,issuer\nsubjectKeyIdentifier=hash\nsubjectAltName=@names\n[names]\nDNS.1=a\nDNS.2=b\nIP.1=10.0.0.1\n",
};

/** Commands whose output depends on their files alone: the real openssl 3.0.19 answered each of them (record.ts). */
export const COMMANDS: readonly string[] = [
  ...["leaf", "authority", "middle", "person", "curve384", "self"].map((name) => `x509 -in ${name}.crt -noout -text`),
  "x509 -in leaf.crt",
  "x509 -in leaf.crt -noout -subject -issuer -dates -serial -fingerprint -ext subjectAltName,basicConstraints",
  "x509 -in middle.crt -noout -issuer -subject",
  "x509 -in middle.crt -noout -startdate -enddate -fingerprint -sha256",
  "x509 -in middle.crt -noout -subject -nameopt RFC2253",
  "x509 -in middle.crt -noout -subject -nameopt multiline",
  "x509 -in self.crt -noout -modulus -pubkey",
  "x509 -in leaf.crt -noout -ext extendedKeyUsage",
  "x509 -in named.crt -noout -ext subjectAltName",
  "x509 -in leaf.crt -noout -checkhost demo -checkip 10.96.1.2",
  "x509 -in leaf.crt -noout -checkend 0",
  "x509 -in expired.crt -noout -checkend 0",
  "x509 -in leaf.crt -noout -checkend abc",
  "x509 -in nosuch -noout",
  "x509 -in leaf.key -noout",
  "x509 -in empty -noout -subject",
  "verify -CAfile authority.crt leaf.crt",
  "verify -CAfile authority.crt -untrusted middle.crt leaf.crt",
  "verify -CAfile authority.crt -untrusted middle.crt -show_chain leaf.crt",
  "verify -CAfile authority.crt -untrusted middle.crt -verify_hostname foo leaf.crt",
  "verify -CAfile authority.crt expired.crt curve384.crt",
  "verify -CAfile authority.crt future.crt",
  "verify -CAfile self.crt self.crt",
  "verify self.crt leaf.crt",
  "verify -CAfile other.crt middle.crt",
  "verify -CAfile middle.crt leaf.crt",
  "verify -CAfile middle.crt -partial_chain leaf.crt",
  "verify -CAfile authority.crt nosuch.crt",
  "verify -CAfile nosuch leaf.crt",
  "rsa -in self.key -noout -text",
  "rsa -in self.key -noout -check",
  "rsa -in self.key -noout -modulus",
  "rsa -in self.key -pubout",
  "rsa -in self.key -traditional",
  "rsa -in self.key",
  "rsa -in leaf.key -noout",
  "ec -in leaf.key -noout -text",
  "ec -in leaf.key",
  "pkey -in leaf.key",
  "pkey -in leaf.key -noout -text",
  "pkey -in curve384.key -noout -text",
  "pkey -in person.key -noout -text",
  "pkey -in person.key",
  "pkey -in leaf.key -pubout",
  "pkey -in nosuch",
  "pkey -in empty",
  "pkey -in self.key -check -noout",
  "version",
  "nosuch",
  "rand",
  "genpkey",
  "dgst -sha256 leaf.crt",
  "sha1 leaf.crt",
  "dgst -r leaf.crt",
  "base64 -in empty",
  ...["x509 -in", "req -in", "pkey -in", "base64 -in", "base64 -d -in", "dgst -sha256", "verify -CAfile"].flatMap(
    (command) => [`${command} empty/x`, `${command} gone`],
  ),
  ...["x509 -in", "req -in", "pkey -in"].map((command) => `${command} .`),
  ...[
    "x509 -in leaf.crt",
    "pkey -in leaf.key",
    "pkey -pubout -in leaf.key",
    "ec -in leaf.key",
    "base64 -in empty",
  ].flatMap((command) => [`${command} -out empty/x`, `${command} -out gone/x`, `${command} -out .`]),
  "ecparam -name prime256v1 -genkey -noout -out gone/x",
  "req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj /CN=x -keyout gone/x",
  "req -x509 -bogus",
  "req -x509 -days",
  "verify -nosuch",
  "req -x509 -key self.key -subj CN=demo",
  "req -x509 -key nosuch -subj /CN=demo",
  "req -x509 -key self.key -subj /CN=demo -addext foo=bar",
  "req -x509 -key self.key -subj /CN=demo -addext subjectAltName=demo",
  "req -in leaf.key -noout",
  "x509 -req -in leaf.key",
  "req -new -key self.key -subj /C=DE/O=x/CN=abc",
  "x509 -req -in nosuch",
  "genrsa abc",
  "genrsa 100",
  "ecparam -name foo -genkey",
  "ecparam -name prime256v1",
];

/** What this openssl makes by its own chance, in one folder one after the other; the real one reads all of it. */
export const MAKING: readonly string[] = [
  "req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 3650 -subj /CN=demo.localdev.me/O=demo -addext subjectAltName=DNS:demo.localdev.me,IP:127.0.0.1",
  "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -keyout ec.key -out ec.crt -subj /CN=ec -addext basicConstraints=critical,CA:FALSE -addext keyUsage=digitalSignature,keyEncipherment -addext extendedKeyUsage=serverAuth",
  "genrsa -out ca.key 2048",
  "req -x509 -new -key ca.key -sha256 -days 3650 -out ca.crt -subj /O=Lab/CN=Lab,CA",
  "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out site.key",
  "req -new -key site.key -subj /CN=site.lab -addext subjectAltName=DNS:site.lab,DNS:*.site.lab,email:a@b,URI:http://x/ -out site.csr",
  "x509 -req -in site.csr -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copyall -days 900 -out site.crt",
  "x509 -req -in site.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile ext.cnf -extensions ext -out ext.crt",
  "x509 -req -in site.csr -CA ca.crt -CAkey ca.key -set_serial 0x1001 -sha384 -out bare.crt",
  "genpkey -algorithm ED25519 -out ed.key",
  "req -x509 -key ed.key -subj /CN=ed -out ed.crt",
  "ecparam -name prime256v1 -genkey -noout -out plain.key",
];

/** How the real one, and ours, look at what was made. */
export const READING: readonly string[] = [
  ...["tls", "ec", "ca", "site", "ext", "bare", "ed"].map((name) => `x509 -in ${name}.crt -noout -text`),
  "req -in site.csr -noout -text -verify",
  "req -in site.csr -noout -subject",
  "verify -CAfile ca.crt site.crt ext.crt bare.crt",
  "verify -CAfile tls.crt tls.crt",
  "verify -CAfile ed.crt ed.crt",
  "rsa -in tls.key -check -noout",
  "pkey -in plain.key -noout -text",
  "pkey -in site.key -pubout",
];

/** When the recording was made. */
const NOW_MS = Date.UTC(2026, 10, 21, 12);

/** The seed of what is made. */
export const SEED = 7;

/** Lines of the error queue begin with the number of a thread. */
export const withoutThreads = (text: string): string => text.replace(/^[0-9A-F]{16}:error/gm, "THREAD:error");

/** Runs our openssl in /root with these files, which it changes. */
export async function ours(line: string, files: Record<string, string>, options: RunOptions = {}) {
  return run(opensslPrograms.get("openssl")!, line.split(" "), { nowMs: NOW_MS, ...options, shared: files });
}
