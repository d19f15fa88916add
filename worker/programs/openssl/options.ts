/** A usage that openssl refuses before it does anything: what to say and the exit code. */
export class OpensslError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = "OpensslError";
  }
}

/** What an option takes. */
export type OptionSpec = Readonly<Record<string, "flag" | "value" | "number">>;

export interface Options {
  /** The last value given. */
  value(name: string): string | undefined;
  number(name: string): number | undefined;
  all(name: string): readonly string[];
  has(name: string): boolean;
  /** Options in the order given, for commands that print in that order. */
  readonly order: readonly string[];
  readonly operands: readonly string[];
  /** -sha256 and its like. */
  readonly digest: string | undefined;
}

const DIGESTS = new Set(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]);

/**
 * Reads "-name value" the way OpenSSL's apps do.
 *
 * @param digests whether "-sha256" and its like are options too, which also changes the words for an unknown one
 * @throws OpensslError
 */
export function readOptions(command: string, spec: OptionSpec, args: readonly string[], digests = false): Options {
  const given: { readonly name: string; readonly value: string }[] = [];
  const operands: string[] = [];
  let digest: string | undefined;
  const fail = (says: string): never => {
    throw new OpensslError(`${command}: ${says}\n${command}: Use -help for summary.\n`);
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (operands.length > 0 || !arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    const name = arg.replace(/^--?/, "");
    const takes = spec[name];
    if (takes === undefined) {
      if (!digests) fail(`Unknown option: ${arg}`);
      if (!DIGESTS.has(name)) fail(`Unknown option or message digest: ${name}`);
      digest = name;
      continue;
    }
    if (takes === "flag") {
      given.push({ name, value: "" });
      continue;
    }
    const value = args[++at] ?? fail(`Option ${arg} needs a value`);
    if (takes === "number" && !/^-?(0x[0-9a-fA-F]+|\d+)$/.test(value)) fail(`Can't parse "${value}" as a number`);
    given.push({ name, value });
  }
  const value = (name: string) => given.findLast((one) => one.name === name)?.value;
  return {
    value,
    number: (name) => {
      const text = value(name);
      return text === undefined ? undefined : Number(text);
    },
    all: (name) => given.flatMap((one) => (one.name === name ? [one.value] : [])),
    has: (name) => given.some((one) => one.name === name),
    order: given.map((one) => one.name),
    operands,
    digest,
  };
}
