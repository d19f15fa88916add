import { isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { goYamlWords } from "../../../base/goYamlWords.ts";

/** A body in YAML as JSON, with what a strict reader says of keys that stand twice, or why it cannot be read. */
export function yamlInput(
  text: string,
): { readonly value: unknown; readonly duplicates: readonly string[] } | { readonly unreadable: string } {
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, lineCounter: lines });
  const [problem] = document.errors;
  if (problem) return { unreadable: `error converting YAML to JSON: ${goYamlWords(problem, text)}` };
  const twice: string[] = [];
  visit(document, (_, node) => {
    if (!isMap(node)) return;
    const seen = new Set<unknown>();
    for (const { key } of node.items) {
      if (!isScalar(key)) continue;
      const line = lines.linePos(key.range?.[0] ?? 0).line;
      if (seen.has(key.value)) twice.push(`  line ${line}: key ${JSON.stringify(key.value)} already set in map`);
      seen.add(key.value);
    }
  });
  const duplicates = twice.length > 0 ? [`yaml: unmarshal errors:\n${twice.join("\n")}`] : [];
  return { value: document.toJS(), duplicates };
}
