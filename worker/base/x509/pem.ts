import { ascii, latin1 } from "./der.ts";

/** One block between -----BEGIN LABEL----- and -----END LABEL-----, RFC 7468. */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
  /** Where the block starts in the text, and where it ends. */
  readonly from: number;
  readonly to: number;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n?([\s\S]*?)-----END \1-----/g;

/** The blocks of a text, in order; text around them does not matter, and a block whose base64 is broken is left out. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const match of text.matchAll(BLOCK)) {
    const body = match[2]!.replace(/^(?:[A-Za-z-]+: .*\r?\n)+\r?\n/, "");
    const decoded = fromBase64(body);
    if (decoded) blocks.push({ label: match[1]!, der: decoded, from: match.index, to: match.index + match[0].length });
  }
  return blocks;
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return ascii(atob(text.replace(/\s/g, "")));
  } catch {
    return undefined;
  }
}

/** The block as OpenSSL writes it: 64 characters a line and a final newline. */
export function toPem(label: string, der: Uint8Array): string {
  const base64 = btoa(latin1(der)).replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
