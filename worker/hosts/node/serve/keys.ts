import { generateKeyPairSync } from "node:crypto";
import type { SandboxParts } from "../../../cluster/index.ts";

type Primes = NonNullable<SandboxParts["primes"]>;

/** Fresh keys for a cluster's certificates: those that every sandbox has are public, and must not guard a real socket. */
export const freshPrimes = (): Primes => ({
  authority: twoPrimes(),
  apiServer: twoPrimes(),
  administrator: twoPrimes(),
});

function twoPrimes(): readonly string[] {
  const { p = "", q = "" } = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  return [p, q].map((prime) => Buffer.from(prime, "base64url").toString("base64"));
}
