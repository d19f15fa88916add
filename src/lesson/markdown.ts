import DOMPurify from "dompurify";
import { Marked } from "marked";

type Action = "copy" | "exec" | "interrupt" | "none";

/** The tag directly after closing backticks, as Killercoda and Katacoda write it. */
const TAG = /^\{\{\s*(copy|exec|execute)?(\s+interrupt)?\s*\}\}\s*$/;

function actionOf(tag: string): Action | undefined {
  const match = TAG.exec(tag);
  if (!match) return undefined;
  if (match[2]) return "interrupt";
  if (match[1] === "copy") return "copy";
  return match[1] ? "exec" : "none";
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Moves the tag of a closing fence to the opening one, where the renderer sees it. */
function moveFenceTags(markdown: string): string {
  const lines = markdown.split("\n");
  let open: { at: number; fence: string } | undefined;
  for (let i = 0; i < lines.length; i++) {
    const fence = /^\s*(`{3,}|~{3,})(.*)$/.exec(lines[i]!);
    if (!fence) continue;
    if (!open) {
      open = { at: i, fence: fence[1]! };
      continue;
    }
    if (!fence[1]!.startsWith(open.fence)) continue;
    const action = actionOf(fence[2]!.trim());
    if (fence[2]!.trim() !== "" && !action) continue;
    if (action) {
      lines[open.at] = `${lines[open.at]} @${action}`;
      lines[i] = lines[i]!.slice(0, lines[i]!.indexOf("{{"));
    }
    open = undefined;
  }
  return lines.join("\n");
}

function block(code: string, info: string): string {
  const action = /@(copy|exec|interrupt|none)$/.exec(info)?.[1] ?? "copy";
  const button =
    action === "none"
      ? ""
      : `<button type="button" data-action="${action}">${action === "copy" ? "Copy" : "Run"}</button>`;
  return `<div class="code"><pre tabindex="0"><code>${escapeHtml(code)}</code></pre>${button}</div>`;
}

const marked = new Marked({
  gfm: true,
  renderer: {
    code: ({ text, lang }) => block(text, lang ?? ""),
  },
  extensions: [
    {
      name: "taggedCode",
      level: "inline",
      start: (source) => source.indexOf("`"),
      tokenizer(source) {
        const match = /^`([^`\n]+)`(\{\{[^}\n]*\}\})/.exec(source);
        const action = match && actionOf(match[2]!);
        return action ? { type: "taggedCode", raw: match[0], text: match[1]!, action } : undefined;
      },
      renderer: (token) => {
        const code = escapeHtml(String(token.text));
        if (token.action === "none") return `<code>${code}</code>`;
        return `<button type="button" class="inline" data-action="${token.action}"><code>${code}</code></button>`;
      },
    },
  ],
});

/** A lesson's Markdown as HTML without anything that could run: lessons may come from anywhere. */
export function lessonHtml(markdown: string): string {
  const html = marked.parse(moveFenceTags(markdown), { async: false });
  return DOMPurify.sanitize(html, { ADD_ATTR: ["data-action", "tabindex"], FORBID_TAGS: ["style", "form", "input"] });
}
