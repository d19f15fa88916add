import { HelmError } from "../errors.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly negates: boolean;
  readonly onlyFolders: boolean;
  /** Compared with the whole path, not with the last part. */
  readonly whole: boolean;
}

/** Go's filepath.Match: "*" and "?" stop at slashes. */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(/\[[^\]]*\]|[\\.+*?()|[\]{}^$]/g, (one) => {
    if (one === "*") return "[^/]*";
    if (one === "?") return "[^/]";
    return one.length > 1 ? one : `\\${one}`;
  });
  return new RegExp(`^${source}$`);
}

/**
 * Which paths a .helmignore leaves out; files in templates/ that begin with a dot always.
 *
 * @throws HelmError for double stars
 * @see https://helm.sh/docs/chart_template_guide/helm_ignore_file/
 */
export function ignoreRules(text: string): (path: string, isFolder: boolean) => boolean {
  const rules = [...text.replace(/^\ufeff/, "").split("\n"), "templates/.?*"].flatMap(readRule);
  return (path, isFolder) => {
    for (const { pattern, negates, onlyFolders, whole } of rules) {
      const matches = pattern.test(whole ? path : path.slice(path.lastIndexOf("/") + 1));
      if (negates) {
        if ((onlyFolders && !isFolder) || !matches) return true;
      } else if ((!onlyFolders || isFolder) && matches) return true;
    }
    return false;
  };
}

function readRule(line: string): Rule[] {
  let rule = line.trim();
  if (rule === "" || rule.startsWith("#")) return [];
  if (rule.includes("**")) throw new HelmError("double-star (**) syntax is not supported");
  const negates = rule.startsWith("!");
  if (negates) rule = rule.slice(1);
  const onlyFolders = rule.endsWith("/");
  if (onlyFolders) rule = rule.slice(0, -1);
  const rooted = rule.startsWith("/");
  if (rooted) rule = rule.slice(1);
  return [{ pattern: globPattern(rule), negates, onlyFolders, whole: rooted || rule.includes("/") }];
}
