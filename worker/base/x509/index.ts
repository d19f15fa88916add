/**
 * X.509 and the keys that go with it: what a certificate says, whether it is to be believed, and making one.
 *
 * In:   PEM and DER; chance and time, from whoever makes keys and certificates.
 * Out:  plain records (`Certificate`, `PrivateKey`), PEM, and verdicts in the words of OpenSSL and of Go.
 * Never: reads a clock or rolls dice itself; keeps nothing but what it is handed to remember in (`SignatureMemo`).
 * Everything is synchronous. It is fetched when first needed: import it dynamically, through `clock.hold`.
 *
 * @module
 */
export { PUBLIC_ISSUER_PEM, publicCertificate } from "./authority/issuer.ts";
export * from "./certificate.ts";
export * from "./chain.ts";
export { bigOf, bytesOf, concat, DerError, latin1, oid, readDer, sameBytes } from "./der.ts";
export * from "./extensions.ts";
export * from "./extensionsRead.ts";
export { goKeyPairProblem } from "./goPair.ts";
export { goVerify } from "./goWords.ts";
export * from "./issue.ts";
export * from "./keys.ts";
export * from "./name.ts";
export { OID } from "./oids.ts";
export { pemBlocks, toPem } from "./pem.ts";
export * from "./request.ts";
export * from "./rsa.ts";
export * from "./rsaSearch.ts";
export { ownCertificate } from "./selfSigned.ts";
export * from "./words.ts";
