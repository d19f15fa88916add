import type { ILink, Terminal } from "@xterm/xterm";

const URL_TEXT = /https?:\/\/[\w.-]+(?::\d+)?(?![\w.@-])(?:\/[^\s"'<>`|\\^{}]*)?/g;
/** What ends a sentence does not belong to the address before it. */
const TRAILING = /[.,;:!?)\]]+$/;
/** Names that stand for nobody on the real internet: RFC 2606, RFC 6761, RFC 6762, and what clusters and labs use. */
const UNREAL =
  /(?:^|\.)(?:localhost|local|internal|test|example|invalid|lab|lan|home|corp|arpa|nip\.io|example\.(?:com|net|org))$/;

/**
 * The addresses in a line of text that lead somewhere real: http and https, by a public name. What lives inside the sandbox (IP
 * addresses, cluster names, names made for tests) is not a link: a browser could only open somebody else's machine there.
 */
export function linksIn(text: string): readonly { readonly at: number; readonly url: string }[] {
  return [...text.matchAll(URL_TEXT)]
    .map(({ index, 0: found }) => ({ at: index, url: found.replace(TRAILING, "") }))
    .filter(({ url }) => leadsOutside(url));
}

function leadsOutside(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, port } = new URL(url);
  return port === "" && /\.[a-z]{2,}$/.test(hostname) && !UNREAL.test(hostname);
}

/** Makes links of a terminal's text: a click with Ctrl or Cmd opens a tab of the real browser. */
export function offerLinks(terminal: Terminal, tell: (words: string) => void): void {
  terminal.registerLinkProvider({
    provideLinks(y, give) {
      const { text, firstRow } = wrappedLine(terminal, y - 1);
      const links = linksIn(text).map(({ at, url }): ILink => {
        const place = (offset: number) => ({
          x: (offset % terminal.cols) + 1,
          y: firstRow + Math.floor(offset / terminal.cols) + 1,
        });
        return {
          text: url,
          range: { start: place(at), end: place(at + url.length - 1) },
          hover: () => tell("Ctrl-click opens this address of the real internet in a new tab."),
          leave: () => tell(""),
          activate: (event) => {
            if (event.ctrlKey || event.metaKey) window.open(url, "_blank", "noopener,noreferrer");
          },
        };
      });
      give(links.length > 0 ? links : undefined);
    },
  });
}

/** The whole line that a row is part of. */
function wrappedLine({ buffer: { active } }: Terminal, row: number): { text: string; firstRow: number } {
  let firstRow = row;
  while (firstRow > 0 && active.getLine(firstRow)?.isWrapped) firstRow--;
  let text = active.getLine(firstRow)?.translateToString() ?? "";
  for (let next = firstRow + 1; active.getLine(next)?.isWrapped; next++)
    text += active.getLine(next)!.translateToString();
  return { text, firstRow };
}
