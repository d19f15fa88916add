import type { FileStat } from "../../shell/files.ts";

/** The mode that "u+x,g-w" or "644" makes of one. */
export function changedMode(spec: string, before: number, isFolder: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(spec)) return Number.parseInt(spec, 8);
  let mode = before;
  for (const clause of spec.split(",")) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (!match) return undefined;
    const who = match[1] === "" || match[1]!.includes("a") ? "ugo" : match[1]!;
    for (const [, operator, letters = ""] of match[2]!.matchAll(/([-+=])([rwxXst]*)/g)) {
      for (const person of who) {
        const shift = { u: 6, g: 3, o: 0 }[person as "u" | "g" | "o"];
        let bits = 0;
        if (letters.includes("r")) bits |= 4;
        if (letters.includes("w")) bits |= 2;
        if (letters.includes("x") || (letters.includes("X") && (isFolder || before & 0o111))) bits |= 1;
        // Without a person, the umask keeps writing from others.
        const asked = match[1] === "" && person !== "u" ? bits & ~2 : bits;
        if (operator === "+") mode |= asked << shift;
        else if (operator === "-") mode &= ~(bits << shift);
        else mode = (mode & ~(7 << shift)) | (asked << shift);
      }
    }
  }
  return mode;
}

/** "drwxr-xr-x" */
export function modeString({ type, mode }: Pick<FileStat, "type" | "mode">): string {
  const kind = { directory: "d", link: "l", device: "c", file: "-" }[type];
  const triple = (shift: number, special: boolean, letter: string) => {
    const bits = mode >> shift;
    const execute = special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? "x" : "-";
    return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${execute}`;
  };
  return (
    kind +
    triple(6, (mode & 0o4000) !== 0, "s") +
    triple(3, (mode & 0o2000) !== 0, "s") +
    triple(0, (mode & 0o1000) !== 0, "t")
  );
}
