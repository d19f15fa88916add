import { RECORDED } from "./recorded/certificates.ts";

export type Name = keyof typeof RECORDED;

export interface Question {
  readonly says: string;
  readonly chain: readonly Name[];
  readonly trusted: readonly Name[];
  readonly host?: string;
  readonly client?: boolean;
}

/** What Go was asked of chains; its answers are in recorded/go.json. Now is 1 January 2026. */
export const QUESTIONS: readonly Question[] = [
  { says: "leads to a root", chain: ["leaf", "middle"], trusted: ["authority"], host: "demo" },
  { says: "leads to a root, by asterisk", chain: ["leaf", "middle"], trusted: ["authority"], host: "a.demo.example" },
  { says: "no asterisk for two labels", chain: ["leaf", "middle"], trusted: ["authority"], host: "a.b.demo.example" },
  { says: "an address", chain: ["leaf", "middle"], trusted: ["authority"], host: "10.96.1.2" },
  { says: "another address", chain: ["leaf", "middle"], trusted: ["authority"], host: "10.0.0.1" },
  { says: "an address without any", chain: ["self"], trusted: ["self"], host: "10.0.0.1" },
  { says: "another name", chain: ["leaf", "middle"], trusted: ["authority"], host: "shop" },
  { says: "the middle is missing", chain: ["leaf"], trusted: ["authority"], host: "demo" },
  { says: "the middle is trusted", chain: ["leaf"], trusted: ["middle"], host: "demo" },
  { says: "another authority of the same name", chain: ["leaf", "middle"], trusted: ["other"], host: "demo" },
  { says: "the root is sent but not trusted", chain: ["leaf", "middle", "authority"], trusted: [], host: "demo" },
  { says: "signed by itself", chain: ["self"], trusted: [], host: "demo" },
  { says: "signed by itself and trusted", chain: ["self"], trusted: ["self"], host: "demo" },
  { says: "out of date", chain: ["expired"], trusted: ["authority"], host: "demo" },
  { says: "not in date", chain: ["future"], trusted: ["authority"], host: "demo" },
  { says: "out of date, and another name", chain: ["expired"], trusted: [], host: "shop" },
  { says: "nothing but a common name", chain: ["named"], trusted: ["authority"], host: "demo" },
  { says: "a client's shown by a server", chain: ["person"], trusted: ["authority"] },
  { says: "a client's", chain: ["person"], trusted: ["authority"], client: true },
  { says: "a server's shown by a client", chain: ["curve384"], trusted: ["authority"], client: true },
  { says: "a leaf that issued", chain: ["leaf", "middle"], trusted: ["leaf"], host: "demo" },
];

const pem = (name: Name): string => RECORDED[name].crt;

/** Certificates and keys that are a pair, or are not. */
export const PAIRS: readonly { readonly says: string; readonly cert: string; readonly key: string }[] = [
  { says: "a pair", cert: pem("leaf"), key: RECORDED.leaf.key },
  { says: "a pair with a chain", cert: pem("leaf") + pem("middle"), key: RECORDED.leaf.key },
  { says: "RSA", cert: pem("self"), key: RECORDED.self.key },
  { says: "Ed25519", cert: pem("person"), key: RECORDED.person.key },
  { says: "the key of another", cert: pem("leaf"), key: RECORDED.middle.key },
  { says: "the RSA key of another", cert: pem("self"), key: RECORDED.authority.key },
  { says: "a key of another kind", cert: pem("leaf"), key: RECORDED.self.key },
  { says: "no certificate", cert: "nothing", key: RECORDED.leaf.key },
  { says: "no key", cert: pem("leaf"), key: "nothing" },
  { says: "the two switched", cert: RECORDED.leaf.key, key: pem("leaf") },
  { says: "a certificate twice", cert: pem("leaf"), key: pem("leaf") },
  { says: "two keys for a certificate", cert: RECORDED.leaf.key + RECORDED.self.key, key: RECORDED.leaf.key },
  {
    says: "a certificate cut short",
    cert: `${pem("leaf").slice(0, 92)}\n-----END CERTIFICATE-----\n`,
    key: RECORDED.leaf.key,
  },
];
