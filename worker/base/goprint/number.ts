/** From this power of ten on, 'g' with the shortest digits goes over to an exponent. */
const EXPONENT_FROM = 6;

/**
 * A float as Go's strconv prints it with format 'g' and the shortest digits: "1.5", "1e+06", "1.5e-05".
 *
 * @see https://pkg.go.dev/strconv#FormatFloat
 */
export function formatFloatG(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < EXPONENT_FROM) return String(value);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

/** A number in YAML: whole ones of 64 bits as they are, others as floats. */
export function yamlNumber(value: number): string {
  if (Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63)) return String(BigInt(value));
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return formatFloatG(value);
}
