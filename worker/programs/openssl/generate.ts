import * as x509 from "../../base/x509/index.ts";
import type { Io } from "../../shell/program.ts";
import { chanceOf } from "./files.ts";

export type KeyWish =
  | { readonly kind: "rsa"; readonly bits: number }
  | { readonly kind: "ec"; readonly curve: x509.CurveName }
  | { readonly kind: "ed25519" };

/** Makes a key by the sandbox's chance; an RSA key takes a while, which dots on stderr tell of, as OpenSSL's callback does. */
export async function generateKey(io: Io, wish: KeyWish, dots = true): Promise<x509.PrivateKey> {
  const chance = chanceOf(io);
  if (wish.kind === "ec") return x509.makeEcKey(wish.curve, chance);
  if (wish.kind === "ed25519") return x509.makeEd25519Key(chance);
  const search = x509.searchRsaKey(wish.bits, chance);
  const progress = io.random.stream("openssl/progress");
  for (;;) {
    const rsa = search.step();
    if (rsa) {
      if (dots) await io.stderr.write(dotsFor(progress) + dotsFor(progress));
      return { kind: "rsa", rsa };
    }
    const wait = io.clock.breathe();
    if (wait) await wait;
    io.signal.throwIfAborted();
  }
}

/** A line for each prime: candidates as dots, tests that one passed as plus signs. */
function dotsFor(stream: { below(bound: number): number }): string {
  const some = (most: number) =>
    Array.from({ length: 8 + stream.below(most) }, () => (stream.below(4) === 0 ? "+" : "."))
      .join("")
      .replace(/\+{2,}/g, "+");
  const passed = "+".repeat(65);
  return `.${some(80)}.${passed}*${some(40)}.${passed}*${some(120)}.${passed}\n`;
}
