/** What a key asks of the line editor. */
export type Key =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "key"; readonly name: string };

const SEQUENCES: Readonly<Record<string, string>> = {
  "\u001b[A": "up",
  "\u001bOA": "up",
  "\u001b[B": "down",
  "\u001bOB": "down",
  "\u001b[C": "right",
  "\u001bOC": "right",
  "\u001b[D": "left",
  "\u001bOD": "left",
  "\u001b[H": "home",
  "\u001bOH": "home",
  "\u001b[1~": "home",
  "\u001b[7~": "home",
  "\u001b[F": "end",
  "\u001bOF": "end",
  "\u001b[4~": "end",
  "\u001b[8~": "end",
  "\u001b[3~": "delete",
  "\u001b[5~": "pageup",
  "\u001b[6~": "pagedown",
  "\u001b[1;5C": "wordright",
  "\u001b[1;3C": "wordright",
  "\u001b[5C": "wordright",
  "\u001b[1;5D": "wordleft",
  "\u001b[1;3D": "wordleft",
  "\u001b[5D": "wordleft",
  "\u001b[3;5~": "killword",
  "\u001b[Z": "tab",
  "\u001bb": "wordleft",
  "\u001bf": "wordright",
  "\u001bd": "killword",
  "\u001b\u007f": "backkillword",
  "\u001b\b": "backkillword",
  "\u001b.": "lastargument",
  "\u001b_": "lastargument",
  "\u001bu": "upcase",
  "\u001bl": "downcase",
  "\u001bc": "capitalize",
  "\u001b<": "firsthistory",
  "\u001b>": "lasthistory",
  "\u001bt": "transposewords",
  "\u001b#": "comment",
  "\u0001": "home",
  "\u0002": "left",
  "\u0003": "interrupt",
  "\u0004": "eof",
  "\u0005": "end",
  "\u0006": "right",
  "\u0007": "abort",
  "\u0008": "backspace",
  "\t": "tab",
  "\n": "enter",
  "\u000b": "killend",
  "\u000c": "clear",
  "\r": "enter",
  "\u000e": "down",
  "\u0010": "up",
  "\u0012": "search",
  "\u0013": "forwardsearch",
  "\u0014": "transpose",
  "\u0015": "killstart",
  "\u0017": "backkillblank",
  "\u0019": "yank",
  "\u001f": "undo",
  "\u007f": "backspace",
};

const PASTE_START = "\u001b[200~";
const PASTE_END = "\u001b[201~";

/** Cuts a stream of characters into keys; holds back what is not whole yet. */
export class KeyReader {
  #rest = "";
  #paste: string[] | undefined;

  take(text: string): Key[] {
    let input = this.#rest + text;
    this.#rest = "";
    const keys: Key[] = [];
    while (input !== "") {
      if (this.#paste) {
        const end = input.indexOf(PASTE_END);
        if (end < 0) {
          // The end mark may be cut in two.
          const held = heldBack(input);
          this.#paste.push(input.slice(0, input.length - held));
          this.#rest = input.slice(input.length - held);
          return keys;
        }
        this.#paste.push(input.slice(0, end));
        keys.push({ type: "paste", text: this.#paste.join("") });
        this.#paste = undefined;
        input = input.slice(end + PASTE_END.length);
        continue;
      }
      if (input.startsWith(PASTE_START)) {
        this.#paste = [];
        input = input.slice(PASTE_START.length);
        continue;
      }
      const plain = /^[^\x00-\x1f\x7f]+/.exec(input)?.[0];
      if (plain !== undefined) {
        keys.push({ type: "text", text: plain });
        input = input.slice(plain.length);
        continue;
      }
      const sequence = /^(?:\u001b\[[\d;?]*[~A-Za-z]|\u001bO[A-Z]|\u001b[^[O]|[\x00-\x1a\x1c-\x1f\x7f])/.exec(
        input,
      )?.[0];
      if (sequence === undefined) {
        this.#rest = input;
        return keys;
      }
      const name = SEQUENCES[sequence];
      if (name !== undefined) keys.push({ type: "key", name });
      input = input.slice(sequence.length);
    }
    return keys;
  }
}

function heldBack(input: string): number {
  for (let size = Math.min(PASTE_END.length - 1, input.length); size > 0; size--) {
    if (PASTE_END.startsWith(input.slice(-size))) return size;
  }
  return 0;
}
