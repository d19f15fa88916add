import { sha256 } from "../base/hash.ts";
import type { RandomStream } from "../base/random.ts";
import type { CertifiedKey } from "../base/tls.ts";
import { TRUSTED_AUTHORITIES } from "../base/x509/authority/root.ts";
import { ascii, bigOf, bitString, bytesOf, sequence } from "../base/x509/der.ts";
import {
  addressBytes,
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from "../base/x509/extensions.ts";
import { algorithmDer, type CertificateDraft, issue } from "../base/x509/issue.ts";
import { type Name, simpleName } from "../base/x509/name.ts";
import { OID } from "../base/x509/oids.ts";
import { toPem } from "../base/x509/pem.ts";
import { type RsaPrivateKey, rsaKeyOf, rsaPrivateDer, rsaPublicDer, signRsa } from "../base/x509/rsa.ts";
import type { Vouched } from "../network/index.ts";
import type { Profile } from "../profiles/index.ts";
import { PRIMES } from "./pkiKeys.ts";

/** What must be kept of a cluster's certificates; the rest follows from it. */
export interface PkiState {
  /** When they were made, milliseconds since the epoch. */
  readonly madeMs: number;
  /** Serial numbers: hexadecimal. */
  readonly serials: readonly [authority: string, apiServer: string, administrator: string];
  /** The keys, where they are not those that every sandbox has. */
  readonly primes?: PkiPrimes;
}

/** Two primes a key, big-endian in base64. */
export type PkiPrimes = Readonly<Record<keyof typeof PRIMES, readonly string[]>>;

/** A cluster's certificates: its authority, the API server, the administrator whom the kubeconfig names. */
export interface Pki {
  readonly authority: CertifiedKey;
  readonly apiServer: CertifiedKey;
  readonly administrator: CertifiedKey;
  /** For handshakes without reading X.509. */
  readonly vouched: readonly Vouched[];
  readonly state: PkiState;
}

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

export const newPki = (stream: RandomStream, nowMs: number, primes?: PkiPrimes): PkiState => ({
  madeMs: Math.floor(nowMs / 1000) * 1000,
  serials: [serial(stream), serial(stream), serial(stream)],
  ...(primes ? { primes } : {}),
});

const serial = (stream: RandomStream): string =>
  (stream.below(0x7fff_ffff) + 1).toString(16).padStart(8, "0") + stream.next().toString(16).padStart(8, "0");

/** The last certificates of each profile: a sandbox that is taken back has those that it had. */
const made = new WeakMap<Profile, { readonly state: string; readonly pki: Pki }>();

/**
 * The certificates as kubeadm makes them: an authority for ten years, the others for one, from five minutes before now.
 *
 * @see kubernetes cmd/kubeadm/app/phases/certs, client-go util/cert
 */
export function clusterPki(profile: Profile, state: PkiState): Pki {
  const known = made.get(profile);
  const key = JSON.stringify(state);
  if (known?.state === key) return known.pki;
  const pki = issuePki(profile, state);
  made.set(profile, { state: key, pki });
  return pki;
}

function issuePki(profile: Profile, state: PkiState): Pki {
  const { primes = PRIMES } = state;
  const keys = {
    authority: keyOf(primes.authority),
    apiServer: keyOf(primes.apiServer),
    administrator: keyOf(primes.administrator),
  };
  const [authoritySerial, serverSerial, administratorSerial] = state.serials;
  const managed = profile.controlPlane.kind === "managed";
  const root = simpleName({ CN: managed ? "ca" : "kubernetes" });
  const notBeforeMs = state.madeMs - 5 * MINUTE_MS;
  const keyId = subjectKeyIdentifier(identifierOf(keys.authority));
  const sign = (
    draft: Omit<CertificateDraft, "issuer" | "notBeforeMs" | "notAfterMs" | "publicKey"> & {
      readonly key: RsaPrivateKey;
      readonly years: number;
    },
  ) =>
    toPem(
      "CERTIFICATE",
      issue(
        {
          ...draft,
          issuer: root,
          notBeforeMs,
          notAfterMs: notBeforeMs + draft.years * YEAR_MS,
          publicKey: publicDer(draft.key),
        },
        {
          algorithm: OID.sha256WithRsa,
          sign: (message) => signRsa(keys.authority, bytesOf(BigInt(`0x${sha256(message)}`), 32), "sha256"),
        },
      ),
    );
  const authorityPem = sign({
    key: keys.authority,
    years: 10,
    serial: hex(authoritySerial),
    subject: root,
    extensions: [
      keyUsage(["digitalSignature", "keyEncipherment", "keyCertSign"]),
      basicConstraints({ ca: true }),
      keyId,
      subjectAltName([{ type: "DNS", value: managed ? "ca" : "kubernetes" }]),
    ],
  });
  const issued = (key: RsaPrivateKey, number: string, subject: Name, purpose: string, names: readonly string[]) =>
    sign({
      key,
      years: 1,
      serial: hex(number),
      subject,
      extensions: [
        keyUsage(["digitalSignature", "keyEncipherment"]),
        extendedKeyUsage([purpose]),
        basicConstraints({ ca: false }),
        authorityKeyIdentifier(identifierOf(keys.authority)),
        ...(names.length > 0
          ? [
              subjectAltName(
                names.map((value) => ({
                  type: addressBytes(value) ? ("IP Address" as const) : ("DNS" as const),
                  value,
                })),
              ),
            ]
          : []),
      ],
    });
  const names = apiServerNames(profile);
  const who = managed
    ? { O: "system:masters", CN: "masterclient" }
    : { O: "kubeadm:cluster-admins", CN: "kubernetes-admin" };
  const serverPem = issued(
    keys.apiServer,
    serverSerial,
    simpleName({ CN: managed ? "apiserver" : "kube-apiserver" }),
    OID.serverAuth,
    names,
  );
  const administratorPem = issued(keys.administrator, administratorSerial, simpleName(who), OID.clientAuth, []);
  const subject = { text: `CN=${who.CN},O=${who.O}`, commonName: who.CN, organisations: [who.O] };
  const about = { authorityPem, subject, notBeforeMs, notAfterMs: notBeforeMs + YEAR_MS };
  return {
    authority: { chainPem: authorityPem, keyPem: keyPem(keys.authority) },
    apiServer: { chainPem: serverPem, keyPem: keyPem(keys.apiServer) },
    administrator: { chainPem: administratorPem, keyPem: keyPem(keys.administrator) },
    vouched: [
      { ...about, chainPem: serverPem, names, purpose: "server" },
      { ...about, chainPem: administratorPem, names: [], purpose: "client" },
    ],
    state,
  };
}

/** Whom the API server's certificate is for; kind adds localhost and 127.0.0.1, where the laptop finds it. */
export function apiServerNames({ controlPlane, nodes, serviceCidr }: Profile): readonly string[] {
  const inCluster = [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ];
  const first = serviceCidr.replace(/\/.*/, "").replace(/\d+$/, (last) => String(Number(last) + 1));
  if (controlPlane.kind === "managed") return [controlPlane.host, ...inCluster, controlPlane.ip, first];
  const node = nodes[0]!;
  return [node.name, ...inCluster, "localhost", first, node.ip, "127.0.0.1"];
}

const hex = (text: string): Uint8Array => bytesOf(BigInt(`0x${text}`), text.length / 2);

function keyOf(primes: readonly string[]): RsaPrivateKey {
  const [p, q] = primes.map((prime) => bigOf(ascii(atob(prime))));
  return rsaKeyOf(p!, q!);
}

const publicDer = (key: RsaPrivateKey): Uint8Array =>
  sequence(algorithmDer(OID.rsaEncryption), bitString(rsaPublicDer(key)));

/** Go's key identifier since 1.25: SHA-256 of the key, cut to 160 bits. */
const identifierOf = (key: RsaPrivateKey): Uint8Array => hex(sha256(rsaPublicDer(key)).slice(0, 40));

const keyPem = (key: RsaPrivateKey): string => toPem("RSA PRIVATE KEY", rsaPrivateDer(key));

/** The certificates that a node has on its disk, those of the public authorities included. */
export const nodeFiles = (profile: Profile, pki: Pki, node: string): Readonly<Record<string, string>> => ({
  ...TRUSTED_AUTHORITIES,
  ...pkiFiles(profile, pki, node),
});

/** What kubeadm leaves in /etc/kubernetes/pki: all of it on a control-plane node of one's own, the authority's certificate on the others. */
export function pkiFiles(
  { controlPlane, nodes }: Profile,
  { authority, apiServer }: Pki,
  node: string,
): Readonly<Record<string, string>> {
  const folder = "/etc/kubernetes/pki";
  if (controlPlane.kind === "managed") return { "/etc/kubernetes/certs/ca.crt": authority.chainPem };
  if (nodes[0]!.name !== node) return { [`${folder}/ca.crt`]: authority.chainPem };
  return {
    [`${folder}/apiserver.crt`]: apiServer.chainPem,
    [`${folder}/apiserver.key`]: apiServer.keyPem,
    [`${folder}/ca.crt`]: authority.chainPem,
    [`${folder}/ca.key`]: authority.keyPem,
  };
}
