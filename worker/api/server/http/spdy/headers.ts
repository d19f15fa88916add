import { Unzlib } from "fflate";
import { concatBytes, fromUtf8, utf8 } from "../../../../base/streams.ts";

/** Words of the dictionary, each with its length before it in four bytes. Draft 3, section 2.6.10.1 */
const WORDS = `options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow
authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5
content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since
last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer
transfer-encoding upgrade user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie
keep-alive origin`;
/** What follows them, with nothing between. */
const REST =
  "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information" +
  "204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error" +
  "501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat," +
  " Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript," +
  "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

/** The dictionary that both sides' compression begins with. */
export const DICTIONARY: Uint8Array = concatBytes([
  ...WORDS.split(/\s/).flatMap((word) => [uint32(word.length), utf8(word.replace("_", " "))]),
  utf8(REST),
]);

export function uint32(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
}

export type Headers = ReadonlyMap<string, string>;

/** Reads header blocks; one for a connection, as each block is compressed against those before it. */
export class HeaderReader {
  #plain: Uint8Array[] = [];
  readonly #unzlib = new Unzlib({ dictionary: DICTIONARY }, (chunk) => this.#plain.push(chunk));

  /** @throws Error when the block is not what its compression or its lengths say */
  read(block: Uint8Array): Headers {
    this.#plain = [];
    // What is pushed is kept for the next block.
    this.#unzlib.push(block.slice());
    const plain = concatBytes(this.#plain);
    const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    let at = 4;
    const text = () => {
      const length = view.getUint32(at);
      at += 4 + length;
      return fromUtf8(plain.subarray(at - length, at));
    };
    const headers = new Map<string, string>();
    for (let left = view.getUint32(0); left > 0; left--) headers.set(text().toLowerCase(), text());
    return headers;
  }
}

/** Deflate without compression, 32 KB windows, with a dictionary; the sum makes it divisible by 31. RFC 1950 section 2.2 */
const ZLIB_HEAD = [0x78, 0xbb];
/** An empty block without compression ends each header block on a byte: zlib's sync flush. */
const FLUSH = [0, 0, 0, 0xff, 0xff];

/** Writes header blocks, not compressed. */
export class HeaderWriter {
  #begun = false;

  write(headers: Headers): Uint8Array {
    const lengthAndText = (text: string) => [uint32(utf8(text).length), utf8(text)];
    const plain = concatBytes([
      uint32(headers.size),
      ...[...headers].flatMap(([name, value]) => [...lengthAndText(name), ...lengthAndText(value)]),
    ]);
    const length = [plain.length & 255, plain.length >>> 8];
    const head = this.#begun ? [] : [new Uint8Array(ZLIB_HEAD), uint32(adler32(DICTIONARY))];
    this.#begun = true;
    return concatBytes([
      ...head,
      new Uint8Array([0, ...length, ...length.map((byte) => byte ^ 255)]),
      plain,
      new Uint8Array(FLUSH),
    ]);
  }
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}
