import { GoObject } from "../../../base/goformat/index.ts";
import { goYaml } from "../../../base/goprint/index.ts";
import { templateFunction as fn } from "../../../base/gotemplate/index.ts";
import { base64, basePath } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import type { ChartFile } from "../chart/chart.ts";

/** A glob of gobwas/glob with "/" as separator: `*` stops at slashes, `**` does not, `{a,b}` chooses. One that is none means every file. */
function globPattern(glob: string): RegExp {
  let depth = 0;
  let broken = false;
  const source = glob.replace(/\\.|\*\*|\[!?[^\]]*\]|[*?{},.+^$()|[\]\\]/gs, (one) => {
    if (one === "**") return ".*";
    if (one === "*") return "[^/]*";
    if (one === "?") return "[^/]";
    if (one === "{") {
      depth += 1;
      return "(?:";
    }
    if (one === "}" && depth > 0) {
      depth -= 1;
      return ")";
    }
    if (one === "," && depth > 0) return "|";
    if (one === "[") broken = true;
    if (one.startsWith("[") && one.length > 1) return one.replace(/^\[!/, "[^");
    return one.length > 1 ? one : one === "," ? "," : `\\${one}`;
  });
  return broken || depth > 0 ? /^/ : new RegExp(`^${source}$`, "s");
}

/** `.Files` as templates see it. https://helm.sh/docs/chart_template_guide/accessing_files/ */
export function filesObject(files: readonly ChartFile[]): GoObject {
  const byName = new Map(files.map((file) => [file.name, file.data]));
  const text = (name: string): string => fromUtf8(byName.get(name) ?? new Uint8Array());
  const flat = (encode: (data: Uint8Array) => string): string =>
    goYaml(Object.fromEntries([...byName].map(([name, data]) => [basePath(name), encode(data)]))).replace(/\n$/, "");
  const lines = (name: string): string[] => {
    const content = text(name);
    return content === "" ? [] : content.replace(/\n$/, "").split("\n");
  };
  return new GoObject(
    "engine.files",
    {
      Get: fn(["string"], text),
      GetBytes: fn(["string"], (name: string) => byName.get(name) ?? new Uint8Array()),
      Glob: fn(["string"], (glob: string) => {
        const pattern = globPattern(glob);
        return filesObject(files.filter((file) => pattern.test(file.name)));
      }),
      Lines: fn(["string"], lines),
      AsConfig: fn([], () => flat(fromUtf8)),
      AsSecrets: fn([], () => flat(base64)),
    },
    `map[${[...byName.keys()]
      .sort()
      .map((name) => `${name}:[${byName.get(name)!.join(" ")}]`)
      .join(" ")}]`,
    Object.fromEntries(byName),
    Object.fromEntries([...byName].map(([name, data]) => [name, base64(data)])),
  );
}
