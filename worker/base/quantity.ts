/**
 * Kubernetes quantities: "500m", "1Gi", "1e3". Exact to a billionth, as the API server keeps them.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

export interface Quantity {
  /** The amount in billionths. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
  /** The author's own text, where the server keeps it because it is canonical already. */
  readonly text?: string;
}

/** The server's words for text that is no quantity. */
export class QuantityError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "QuantityError";
  }
}

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const NANO = 10n ** 9n;
const DECIMAL_SUFFIXES: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_SUFFIXES: readonly string[] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL_BY_EXPONENT = new Map(Object.entries(DECIMAL_SUFFIXES).map(([suffix, exponent]) => [exponent, suffix]));
const MOST = 2n ** 63n - 1n;

/**
 * Reads a quantity.
 *
 * @throws QuantityError in the server's words
 * @see k8s.io/apimachinery pkg/api/resource ParseQuantity
 */
export function parseQuantity(text: string): Quantity {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (!parts || text === "") throw new QuantityError(WRONG_FORMAT);
  const sign = parts[1] === "-" ? -1n : 1n;
  const whole = parts[2]!.replace(/^0+/, "") || "0";
  const fraction = parts[3] ?? "";
  const suffix = readSuffix(parts[4]!);
  if (!suffix) throw new QuantityError("unable to parse quantity's suffix");
  const digits = BigInt(whole + fraction);
  const nanos = suffix.format === "BinarySI" ? digits * 2n ** BigInt(suffix.exponent) * NANO : digits * NANO;
  const tens = (suffix.format === "BinarySI" ? 0 : suffix.exponent) - fraction.length;
  const amount = tens >= 0 ? nanos * 10n ** BigInt(tens) : roundUp(nanos, 10n ** BigInt(-tens));
  const kept = isKept(text, suffix, whole + fraction, fraction.length);
  if (suffix.format !== "BinarySI" || kept) {
    return { nanos: sign * amount, format: suffix.format, ...(kept && { text }) };
  }
  return {
    nanos: sign * (amount > MOST * NANO ? MOST * NANO : amount),
    // Below one, binary units would have to round.
    format: fraction !== "" && amount > 0n && amount < NANO ? "DecimalSI" : "BinarySI",
  };
}

interface Suffix {
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(text: string): Suffix | undefined {
  if (Object.hasOwn(DECIMAL_SUFFIXES, text)) return { exponent: DECIMAL_SUFFIXES[text]!, format: "DecimalSI" };
  const binary = BINARY_SUFFIXES.indexOf(text);
  if (binary > 0) return { exponent: binary * 10, format: "BinarySI" };
  const exponent = /^[eE]([+-]?\d+)$/.exec(text)?.[1];
  return exponent === undefined ? undefined : { exponent: Number(exponent), format: "DecimalExponent" };
}

/** Whether the server keeps the author's digits: a short number that already looks canonical. */
function isKept(text: string, suffix: Suffix, digits: string, places: number): boolean {
  const value = BigInt(digits);
  if (suffix.format === "BinarySI") {
    return places === 0 && digits.length + Math.trunc(suffix.exponent * 0.3) + 1 <= 15 && (value & 7n) !== 0n;
  }
  const scale = suffix.exponent - places;
  if (digits.length > 18 || scale < -9 || scale % 3 !== 0) return false;
  return text !== "" && value !== 0n && !digits.endsWith("000") && !digits.startsWith("0");
}

/** Away from zero; amounts here are not negative. */
const roundUp = (amount: bigint, unit: bigint): bigint => (amount + unit - 1n) / unit;

/**
 * Prints a quantity canonically: no fraction, the largest suffix that keeps it exact.
 *
 * @see k8s.io/apimachinery pkg/api/resource Quantity.CanonicalizeBytes
 */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  const { nanos } = quantity;
  if (nanos === 0n) return "0";
  const size = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? "-" : "";
  if (quantity.format === "BinarySI" && size >= 1024n * NANO && size % NANO === 0n) return sign + binary(size / NANO);
  return sign + decimal(size, quantity.format);
}

function binary(size: bigint): string {
  let amount = size;
  let step = 0;
  while (amount % 1024n === 0n && step < BINARY_SUFFIXES.length - 1) {
    amount /= 1024n;
    step += 1;
  }
  return `${amount}${BINARY_SUFFIXES[step]}`;
}

function decimal(size: bigint, format: QuantityFormat): string {
  let amount = size;
  let exponent = -9;
  while (amount % 1000n === 0n && (format === "DecimalExponent" || exponent < 18)) {
    amount /= 1000n;
    exponent += 3;
  }
  if (format === "DecimalExponent") return exponent === 0 ? String(amount) : `${amount}e${exponent}`;
  return `${amount}${DECIMAL_BY_EXPONENT.get(exponent)}`;
}

/** The text that the server stores for what an author wrote: "0.5" becomes "500m", "1024Ki" becomes "1Mi". */
export function canonicalQuantity(text: string | number): string {
  return formatQuantity(parseQuantity(String(text)));
}

/** Negative, zero or positive, as sort wants it. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

/** The sum, in the format of the first that is not zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** The difference, in the format of the first that is not zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** Whole units, rounded away from zero: bytes of memory, counts of pods. */
export function quantityValue(quantity: Quantity): number {
  return scaled(quantity.nanos, NANO);
}

/** Thousandths, rounded away from zero: millicores. */
export function quantityMilli(quantity: Quantity): number {
  return scaled(quantity.nanos, NANO / 1000n);
}

function scaled(nanos: bigint, unit: bigint): number {
  return nanos < 0n ? -Number(roundUp(-nanos, unit)) : Number(roundUp(nanos, unit));
}
