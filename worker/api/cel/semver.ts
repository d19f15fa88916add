import type { Environment } from "@marcbachmann/cel-js";

const NUMBER = "(0|[1-9]\\d*)";
const STRICT = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?$`);

class Semver {
  constructor(
    readonly numbers: readonly bigint[],
    readonly pre: readonly string[],
  ) {}
}

/** "v1.2" is 1.2.0 once it is normalized. */
const normalized = (text: string) => {
  const [, core = "", rest = ""] = /^v?([\d.]+)(.*)$/.exec(text) ?? [];
  const parts = core.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
  while (parts.length < 3) parts.push("0");
  return parts.join(".") + rest;
};

function read(text: string, normalize = false): Semver | undefined {
  const parts = STRICT.exec(normalize ? normalized(text) : text);
  return parts
    ? new Semver(
        parts.slice(1, 4).map((one) => BigInt(one)),
        parts[4]?.split(".") ?? [],
      )
    : undefined;
}

function semver(text: string, normalize = false): Semver {
  const made = read(text, normalize);
  if (!made) throw new Error(`Semver parse error during conversion from string: ${text}`);
  return made;
}

function order(a: Semver, b: Semver): number {
  for (let i = 0; i < 3; i++) {
    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i]! < b.numbers[i]! ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const [left, right] = [a.pre[i]!, b.pre[i]!];
    if (left === right) continue;
    const [one, two] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (one !== two) return one ? -1 : 1;
    return (one ? Number(left) < Number(right) : left < right) ? -1 : 1;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library */
export function registerSemver(env: Environment): void {
  env.registerType("kubernetes.Semver", Semver);
  env.registerFunction("isSemver(string): bool", (text: string) => read(text) !== undefined);
  env.registerFunction(
    "isSemver(string, bool): bool",
    (text: string, loose: boolean) => read(text, loose) !== undefined,
  );
  env.registerFunction("semver(string): kubernetes.Semver", (text: string) => semver(text));
  env.registerFunction("semver(string, bool): kubernetes.Semver", (text: string, loose: boolean) =>
    semver(text, loose),
  );
  for (const [i, name] of ["major", "minor", "patch"].entries()) {
    env.registerFunction(`kubernetes.Semver.${name}(): int`, ({ numbers }: Semver) => numbers[i]!);
  }
  env.registerFunction(
    "kubernetes.Semver.isLessThan(kubernetes.Semver): bool",
    (a: Semver, b: Semver) => order(a, b) < 0,
  );
  env.registerFunction(
    "kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool",
    (a: Semver, b: Semver) => order(a, b) > 0,
  );
  env.registerFunction("kubernetes.Semver.compareTo(kubernetes.Semver): int", (a: Semver, b: Semver) =>
    BigInt(order(a, b)),
  );
}
