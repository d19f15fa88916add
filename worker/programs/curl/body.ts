import type { RandomStream } from "../../base/random.ts";
import { concatBytes, fromUtf8, utf8 } from "../../base/streams.ts";
import { CurlError } from "./error.ts";
import type { DataPart, Operation } from "./options.ts";

/** Reads a file, or stdin for "-"; throws CurlError 26 when it cannot. */
export type ReadFile = (file: string) => Promise<Uint8Array>;

export interface RequestBody {
  readonly bytes: Uint8Array;
  readonly contentType?: string;
}

/** What -d, --json, -F and -T send; undefined when nothing is sent. */
export async function requestBody(
  operation: Operation,
  read: ReadFile,
  random: RandomStream,
): Promise<RequestBody | undefined> {
  if (operation.upload.length > 0) return { bytes: await read(operation.upload[0]!) };
  if (operation.form.length > 0) return multipart(operation.form, read, random);
  if (operation.data.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  for (const [index, part] of operation.data.entries()) {
    // JSON documents are joined as they are, form fields by "&".
    if (index > 0 && !operation.json) parts.push(utf8("&"));
    parts.push(await dataBytes(part, read));
  }
  const contentType = operation.json ? "application/json" : "application/x-www-form-urlencoded";
  return { bytes: concatBytes(parts), contentType };
}

async function dataBytes(part: DataPart, read: ReadFile): Promise<Uint8Array> {
  if (part.kind === "urlencode") return utf8(await urlencoded(part.text, read));
  if (part.kind === "raw" || !part.text.startsWith("@")) return utf8(part.text);
  const bytes = await read(part.text.slice(1));
  return part.kind === "binary" ? bytes : bytes.filter((byte) => byte !== 10 && byte !== 13 && byte !== 0);
}

/** "content", "=content", "name=content", "@file", "name@file". */
async function urlencoded(text: string, read: ReadFile): Promise<string> {
  const mark = /[=@]/.exec(text);
  if (!mark) return percentEncoded(text);
  const name = text.slice(0, mark.index);
  const rest = text.slice(mark.index + 1);
  const content = mark[0] === "@" ? fromUtf8(await read(rest)) : rest;
  return (name === "" ? "" : `${name}=`) + percentEncoded(content);
}

/** All but letters, digits and "-._~" as %XX. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

async function multipart(fields: readonly string[], read: ReadFile, random: RandomStream): Promise<RequestBody> {
  let boundary = "------------------------";
  for (let i = 0; i < 22; i++) boundary += ALPHANUMERIC[random.below(ALPHANUMERIC.length)];
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (name === undefined || value === undefined) throw new CurlError(2, "Illegally formatted input field");
    const [content, ...attributes] = value.split(";");
    const attribute = (key: string) => attributes.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
    const fromFile = /^[@<]/.exec(content!)?.[0];
    const fileName = fromFile === "@" ? (attribute("filename") ?? content!.slice(1).replace(/^.*\//, "")) : undefined;
    const bytes = fromFile ? await read(content!.slice(1)) : utf8(attribute("type") ? content! : value);
    const type = attribute("type") ?? (fileName === undefined ? undefined : typeOfFile(fileName));
    const head = [
      `--${boundary}`,
      `Content-Disposition: form-data; name="${name}"${fileName === undefined ? "" : `; filename="${fileName}"`}`,
      ...(type ? [`Content-Type: ${type}`] : []),
    ];
    parts.push(utf8(`${head.join("\r\n")}\r\n\r\n`), bytes, utf8("\r\n"));
  }
  parts.push(utf8(`--${boundary}--\r\n`));
  return { bytes: concatBytes(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

const TYPES: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  htm: "text/html",
  html: "text/html",
  pdf: "application/pdf",
  xml: "application/xml",
};

const typeOfFile = (name: string): string =>
  TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
