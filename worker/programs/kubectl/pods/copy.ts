import { collector, readerOf } from "../../../base/streams.ts";
import { readTar, type TarEntry, writeTar } from "../../tar/format.ts";
import { CommandError, PlainFailure } from "../cli/errors.ts";
import type { Place } from "../client/rest.ts";
import type { Kube } from "../kube.ts";
import { remoteFailure, runRemote } from "./remote.ts";

/** A place of `kubectl cp`: a path here, or one in a pod. */
export interface FileSpec {
  readonly namespace: string;
  /** "" for a path here. */
  readonly pod: string;
  readonly path: string;
}

/** "namespace/pod:path", "pod:path", or a path of this machine. @throws CommandError */
export function parseSpec(text: string): FileSpec {
  const colon = text.indexOf(":");
  if (colon === 0) throw new CommandError("filespec must match the canonical format: [[namespace/]pod:]file/path");
  if (colon < 0) return { namespace: "", pod: "", path: text };
  const owner = text.slice(0, colon).split("/");
  const path = text.slice(colon + 1);
  if (owner.length === 1) return { namespace: "", pod: owner[0]!, path };
  if (owner.length === 2) return { namespace: owner[0]!, pod: owner[1]!, path };
  throw new CommandError("filespec must match the canonical format: [[namespace/]pod:]file/path");
}

export interface CopyTarget {
  readonly place: Place;
  readonly container: string;
}

const base = (path: string): string => path.replace(/\/+$/, "").split("/").at(-1) ?? "";
const folder = (path: string): string => path.slice(0, path.lastIndexOf("/")) || (path.startsWith("/") ? "/" : ".");

/** Packs files here and has tar unpack them there; into the directory when the destination is one. */
export async function copyToPod(kube: Kube, target: CopyTarget, from: string, to: string): Promise<void> {
  let destination = to.replace(/(.)\/+$/, "$1");
  const quiet = { stdout: collector().writer, stderr: collector().writer };
  const isFolder = await runRemote(kube, {
    ...options(target),
    command: ["test", "-d", destination],
    stdin: false,
    streams: quiet,
  });
  if (isFolder === 0) destination = `${destination.replace(/\/$/, "")}/${base(from)}`;
  const entries = packed(kube, kube.path(from), base(destination));
  const code = await runRemote(kube, {
    ...options(target),
    command: ["tar", "-xmf", "-", "-C", folder(destination)],
    stdin: true,
    streams: { stdin: readerOf(writeTar(entries)) },
  });
  if (code !== 0) throw remoteFailure(code);
}

const options = ({ place, container }: CopyTarget) => ({
  pod: place,
  container,
  subresource: "exec" as const,
  tty: false,
});

function packed(kube: Kube, path: string, name: string): TarEntry[] {
  const stat = kube.io.files.stat(path)!;
  const common = { name, mode: stat.mode, mtimeMs: stat.mtimeMs };
  if (stat.type !== "directory") return [{ ...common, type: "file", content: kube.io.files.read(path) }];
  const inside = [...kube.io.files.list(path)]
    .sort()
    .flatMap((child) => packed(kube, `${path}/${child}`, `${name}/${child}`));
  return [{ ...common, type: "directory", content: new Uint8Array() }, ...inside];
}

/** Has tar pack files there and unpacks them here. */
export async function copyFromPod(kube: Kube, target: CopyTarget, from: string, to: string): Promise<void> {
  const archive = collector();
  const code = await runRemote(kube, {
    ...options(target),
    command: ["tar", "cf", "-", from],
    stdin: false,
    // Both of kubectl's own outputs are one here.
    streams: { stdout: archive.writer, stderr: kube.io.stdout },
  });
  const entries = readTar(archive.bytes());
  if (entries.length === 0)
    throw code !== 0 ? remoteFailure(code) : new PlainFailure(`error: ${from} no such file or directory`);
  const prefix = from.replace(/^\/+/, "").replace(/\/+$/, "");
  const { files } = kube.io;
  let destination = kube.path(to);
  if (files.stat(destination)?.type === "directory") destination = `${destination}/${base(from)}`;
  for (const entry of entries) {
    const inside = entry.name.replace(/^\/+/, "").slice(prefix.length).replace(/^\/+/, "");
    const path = inside === "" ? destination : `${destination}/${inside}`;
    const parent = folder(path);
    if (!files.stat(parent)) files.makeDirectory(parent, { parents: true });
    if (entry.type === "directory") {
      if (!files.stat(path)) files.makeDirectory(path, { parents: true, mode: entry.mode });
    } else files.write(path, entry.content, { mode: entry.mode });
  }
}
