import { goJson } from "../../../base/goprint/index.ts";
import { type JsonObject, nameOf, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";

/**
 * A config map or secret whose name ends in a hash of its content.
 * @see k8s.io/kubectl/pkg/util/hash
 */
export async function hashedName(kube: Kube, object: JsonObject): Promise<JsonObject> {
  return withField(object, ["metadata", "name"], `${nameOf(object)}-${await hashOf(kube, object)}`);
}

/** Ten letters that stand for name, type and data of a config map or secret. */
export async function hashOf(kube: Kube, object: JsonObject): Promise<string> {
  const kind = textAt(object, "kind");
  const data = object.data ?? null;
  const hashed: JsonObject =
    kind === "Secret"
      ? { kind, type: textAt(object, "type"), name: nameOf(object), data }
      : { kind, name: nameOf(object), data, ...(object.binaryData !== undefined && { binaryData: object.binaryData }) };
  const digest = await kube.io.clock.hold(crypto.subtle.digest("SHA-256", new TextEncoder().encode(goJson(hashed))));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.slice(0, 10).replace(/[013ae]/g, (letter) => LOOKALIKES[letter]!);
}

/** Vowels and digits that could spell words are replaced. */
const LOOKALIKES: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };
