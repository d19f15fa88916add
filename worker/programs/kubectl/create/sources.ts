import type { Files } from "../../../shell/files.ts";
import { CommandError } from "../cli/errors.ts";
import type { Kube } from "../kube.ts";

/** Key and content of config maps and secrets, from the flags that name them. */
export interface DataSources {
  readonly fromFile: readonly string[];
  readonly fromLiteral: readonly string[];
  readonly fromEnvFile: readonly string[];
}

/** @throws CommandError in kubectl's words */
export function readSources(
  kube: Kube,
  sources: DataSources,
  owner: { kind: string; name: string },
): Map<string, Uint8Array> {
  if (sources.fromEnvFile.length > 0 && (sources.fromFile.length > 0 || sources.fromLiteral.length > 0)) {
    throw new CommandError("from-env-file cannot be combined with from-file or from-literal");
  }
  const data = new Map<string, Uint8Array>();
  const add = (key: string, content: Uint8Array): void => {
    checkKey(key, owner.kind);
    if (data.has(key)) {
      throw new CommandError(
        `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ${owner.kind} ${JSON.stringify(owner.name)}`,
      );
    }
    data.set(key, content);
  };
  for (const source of sources.fromLiteral) {
    const equals = source.indexOf("=");
    if (equals < 1) throw new CommandError(`invalid literal source ${source}, expected key=value`);
    const value = source.slice(equals + 1);
    const quoted = /^(['"])(.*)\1$/s.exec(value);
    add(source.slice(0, equals), new TextEncoder().encode(quoted ? quoted[2]! : value));
  }
  for (const source of sources.fromFile) addFiles(kube, source, add);
  for (const path of sources.fromEnvFile) addEnvFile(kube, path, add);
  return data;
}

function addFiles(kube: Kube, source: string, add: (key: string, content: Uint8Array) => void): void {
  const { files } = kube.io;
  const parts = source.split("=");
  if (parts.length > 2) {
    throw new CommandError(`key names or file paths cannot contain '='`);
  }
  if (parts.length === 2 && parts[0] === "") throw new CommandError(`key name for file path ${parts[1]} missing`);
  if (parts.length === 2 && parts[1] === "") throw new CommandError(`file path for key name ${parts[0]} missing`);
  const typed = parts.at(-1)!;
  const path = kube.path(typed);
  const stat = files.stat(path);
  if (!stat) throw new CommandError(`error reading ${typed}: no such file or directory`);
  if (stat.type !== "directory") {
    add(parts.length === 2 ? parts[0]! : typed.split("/").at(-1)!, files.read(path));
    return;
  }
  if (parts.length === 2) throw new CommandError("cannot give a key name for a directory path");
  for (const name of [...files.list(path)].sort()) {
    if (isPlainFile(files, `${path}/${name}`) && KEY.test(name)) add(name, files.read(`${path}/${name}`));
  }
}

const isPlainFile = (files: Files, path: string): boolean => files.lstat(path)?.type === "file";

function addEnvFile(kube: Kube, typed: string, add: (key: string, content: Uint8Array) => void): void {
  const path = kube.path(typed);
  if (!kube.io.files.stat(path)) throw new CommandError(`error reading ${typed}: no such file or directory`);
  for (const line of kube.io.files.readText(path).split("\n")) {
    const text = line.trimStart();
    if (text === "" || text.startsWith("#")) continue;
    const equals = text.indexOf("=");
    const key = equals < 0 ? text : text.slice(0, equals);
    const value = equals < 0 ? (kube.io.env[key] ?? "") : text.slice(equals + 1);
    add(key, new TextEncoder().encode(value));
  }
}

const KEY = /^[-._a-zA-Z0-9]+$/;

function checkKey(key: string, kind: string): void {
  if (KEY.test(key)) return;
  throw new CommandError(
    `${JSON.stringify(key)} is not a valid key name for a ${kind}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
  );
}

/** Base64 of bytes. */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The text of bytes, or undefined when they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A map's entries in order of key. */
export const sortedRecord = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

export const SOURCE_FLAGS = {
  fromEnvFile: { type: "list", help: "File of key=value lines to take keys and values from." },
  fromFile: {
    type: "list",
    help: "File whose name is the key and whose content the value; 'key=path' names the key; of a directory every file with a fit name.",
  },
  fromLiteral: { type: "array", help: "A key and its value, as key=value." },
  appendHash: { type: "bool", help: "Append a hash of the content to the name." },
} as const;
