/** jq's colours, as jq 1.7 has them. */
const NULL = "\u001b[1;30m";
const PLAIN = "\u001b[0;39m";
const STRING = "\u001b[0;32m";
const BRACKET = "\u001b[1;39m";
const KEY = "\u001b[34;1m";
const END = "\u001b[0m";

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|[{}[\]:,]|[^\S\n]+|\n|./gs;

/** Colours the JSON that jq printed. */
export function coloredJson(text: string): string {
  const tokens = text.match(TOKEN) ?? [];
  return tokens
    .map((token, at) => {
      if (token.startsWith('"')) {
        const isKey = tokens.slice(at + 1).find((next) => next.trim() !== "") === ":";
        return `${isKey ? KEY : STRING}${token}${END}`;
      }
      if (token === "null") return `${NULL}${token}${END}`;
      if (/^(true|false|-?\d)/.test(token)) return `${PLAIN}${token}${END}`;
      return /^[{}[\]:,]$/.test(token) ? `${BRACKET}${token}${END}` : token;
    })
    .join("");
}
