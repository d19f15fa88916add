import { canonicalJson, fnv1a32 } from "./hash.ts";
import { SUFFIX_ALPHABET } from "./random.ts";

/** Names that Kubernetes derives from other things. */

/**
 * Rewrites a text in the letters of generated names, so that it can spell no word: "4294967295" becomes "86f8fbc6f9".
 *
 * @see k8s.io/apimachinery pkg/util/rand SafeEncodeString
 */
export function safeEncodeString(text: string): string {
  let safe = "";
  for (const character of text) safe += SUFFIX_ALPHABET[character.codePointAt(0)! % SUFFIX_ALPHABET.length];
  return safe;
}

/**
 * The pod-template-hash of a pod template: the shape of the real one (FNV-1a, decimal, safe letters), over the template's
 * canonical JSON where Kubernetes uses a dump of its Go structures.
 *
 * @param collisionCount how often a hash met a different template of the same name, from status.collisionCount
 * @see k8s.io/kubernetes pkg/controller ComputeHash
 */
export function podTemplateHash(template: unknown, collisionCount?: number): string {
  const collisions = collisionCount === undefined ? "" : `#${collisionCount}`;
  return safeEncodeString(String(fnv1a32(canonicalJson(template) + collisions)));
}

/** The longest prefix that a generated name keeps, so that prefix and five letters fit 63. k8s.io/apiserver names.go */
const GENERATED_PREFIX = 58;

/** metadata.generateName completed by five letters: "web-" becomes "web-x2x4z". */
export function generatedName(prefix: string, suffix: string): string {
  return prefix.slice(0, GENERATED_PREFIX) + suffix;
}
