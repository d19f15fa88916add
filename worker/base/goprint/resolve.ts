/** What a YAML 1.1 parser would take an unquoted text for; decides which strings need quotes. */

const WORDS = new Set(
  [
    "y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF",
    "~ null Null NULL .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF",
  ].flatMap((line) => line.split(" ")),
);
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d)))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/;

/** Whether the text, unquoted, would be read as something other than a string. */
export function looksTyped(text: string): boolean {
  if (text === "" || WORDS.has(text)) return true;
  const first = text[0]!;
  if (first === ".") return FLOAT.test(text) && Number.isFinite(Number(text));
  if (!/[-+0-9]/.test(first)) return false;
  return isTimestamp(text) || isNumber(text.replaceAll("_", "")) || BASE_60.test(text);
}

/** Whether Go's YAML would read the text as a time. */
export function isTimestamp(text: string): boolean {
  const parts = TIMESTAMP.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [parts[4] ?? parts[9], parts[5] ?? parts[10], parts[6] ?? parts[11]].map((part) =>
    Number(part ?? 0),
  ) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return false;
  return hour < 24 && minute < 60 && second < 60 && Number(parts[7] ?? 0) <= 24 && Number(parts[8] ?? 0) < 60;
}

/** Integers in any base of Go, and floats in range. */
function isNumber(text: string): boolean {
  return isInteger(text) || (FLOAT.test(text) && Number.isFinite(Number(text)));
}

/** Whether Go's strconv.ParseInt or ParseUint with base 0 reads the text into 64 bits. */
export function isInteger(text: string): boolean {
  const parts = /^([-+]?)(?:(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (!parts) return false;
  const size = BigInt(parts[3] ?? parts[2]!.replace(/^0(?=[0-7])/, "0o"));
  if (parts[1] === "-") return size <= 2n ** 63n;
  // An unsigned number takes no sign in Go, so that "+" goes only as far as a signed one.
  return size < (parts[1] === "+" ? 2n ** 63n : 2n ** 64n);
}
