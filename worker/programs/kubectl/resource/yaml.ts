import type { Clock } from "../../../base/clock.ts";
import type { Json } from "../json.ts";

/**
 * Reads one YAML document as sigs.k8s.io/yaml does: YAML 1.1 booleans, octal numbers, merge keys, dates stay text, of a
 * doubled key the last one counts.
 *
 * @param dialect "v3" for go-yaml v3, to which words such as "yes" are text
 * @throws YamlError
 */
export async function parseYaml(text: string, clock: Pick<Clock, "hold">, dialect: "v2" | "v3" = "v2"): Promise<Json> {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("{")) {
    try {
      return JSON.parse(trimmed) as Json;
    } catch {
      // Flow-style YAML begins with a brace too.
    }
  }
  const { readYaml } = await clock.hold(import("./yamlReader.ts"));
  return readYaml(text, dialect);
}

/** Splits a stream of documents at "---" lines. Each keeps its own lines only, as kubectl counts them in errors. */
export function splitDocuments(text: string): string[] {
  return text
    .split(/^---(?=\s|$).*\n?/m)
    .filter((part) => part.split("\n").some((line) => line.trim() !== "" && !line.trimStart().startsWith("#")));
}
