const isLetter = (character: string): boolean => /\p{L}/u.test(character);
const isDigit = (character: string | undefined): boolean => character !== undefined && /\p{Nd}/u.test(character);
const PLAIN = /^[A-Za-z]+$/;

/**
 * The order of keys in Go's YAML: like text, but digits count as numbers ("a2" before "a10") and letters come after
 * everything else.
 *
 * @see go.yaml.in/yaml/v2 sorter.go keyList.Less
 */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  if (PLAIN.test(left) && PLAIN.test(right)) return left < right ? -1 : 1;
  return comesBefore([...left], [...right]) ? -1 : 1;
}

function comesBefore(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) continue;
    const letterA = isLetter(a[i]!);
    const letterB = isLetter(b[i]!);
    if (letterA && letterB) return a[i]!.codePointAt(0)! < b[i]!.codePointAt(0)!;
    if (letterA || letterB) return letterB;
    const start = a[i] === "0" || b[i] === "0" ? (followsNumber(a, i) ? 1 : 0) : 0;
    const [endA, numberA] = numberAt(a, i, start);
    const [endB, numberB] = numberAt(b, i, start);
    if (numberA !== numberB) return numberA < numberB;
    if (endA !== endB) return endA < endB;
    return a[i]!.codePointAt(0)! < b[i]!.codePointAt(0)!;
  }
  return a.length < b.length;
}

/** Whether digits other than zero stand right before this place. */
function followsNumber(text: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && isDigit(text[i]); i--) if (text[i] !== "0") return true;
  return false;
}

function numberAt(text: readonly string[], at: number, start: number): readonly [end: number, value: number] {
  let value = start;
  let end = at;
  for (; isDigit(text[end]); end++) value = value * 10 + (text[end]!.codePointAt(0)! - 48);
  return [end, value];
}
