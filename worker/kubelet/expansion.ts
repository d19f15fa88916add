/**
 * Replaces $(NAME) by the value of NAME; what is not known stays as it is, and $$(NAME) is an escaped $(NAME).
 * @see k8s.io/kubernetes third_party/forked/golang/expansion Expand
 */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  if (!text.includes("$")) return text;
  let result = "";
  let at = 0;
  while (at < text.length) {
    if (text[at] !== "$" || at + 1 >= text.length) {
      result += text[at++];
      continue;
    }
    const next = text[at + 1]!;
    if (next === "$") {
      result += "$";
      at += 2;
    } else if (next === "(") {
      const close = text.indexOf(")", at + 2);
      if (close < 0) {
        result += "$(";
        at += 2;
      } else {
        const name = text.slice(at + 2, close);
        result += lookUp(name) ?? `$(${name})`;
        at = close + 1;
      }
    } else {
      result += `$${next}`;
      at += 2;
    }
  }
  return result;
}
