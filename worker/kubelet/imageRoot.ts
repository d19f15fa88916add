import type { FileNode, SavedNode } from "../shell/filenode.ts";
import { loadNode, saveNode } from "../shell/filenode.ts";
import { FileTree } from "../shell/filetree.ts";
import { installPrograms, type ProgramTable } from "../shell/machine/index.ts";
import type { Program } from "../shell/program.ts";
import { type Accounts, accountsOf } from "./accounts.ts";
import type { Image } from "./image.ts";
import type { Layer } from "./records.ts";

/** An image made ready to run: made once, shared by every container of it. */
export interface PreparedImage {
  readonly root: FileNode;
  readonly programs: ProgramTable;
  /** Programs that are servers of the image itself, not tools of its base. */
  readonly own: ReadonlySet<Program>;
  /** Whom its files name. */
  readonly accounts: Accounts;
  /** The root with the places that volumes are mounted on, by those places; made once for each list of them. */
  readonly mountable: Map<string, FileNode>;
}

const prepared = new WeakMap<Image, Map<string, PreparedImage>>();

const DIRECTORIES: readonly (readonly [path: string, mode: number])[] = [
  ["/dev", 0o755],
  ["/dev/mqueue", 0o1777],
  ["/dev/pts", 0o755],
  ["/dev/shm", 0o1777],
  ["/etc", 0o755],
  ["/proc", 0o555],
  ["/root", 0o700],
  ["/sys", 0o555],
  ["/tmp", 0o1777],
  ["/usr", 0o755],
  ["/var", 0o755],
  ["/var/tmp", 0o1777],
];

export function prepareImage(image: Image, tag: string): PreparedImage {
  let tags = prepared.get(image);
  if (!tags) prepared.set(image, (tags = new Map()));
  let ready = tags.get(tag);
  if (!ready) tags.set(tag, (ready = unpack(image, tag)));
  return ready;
}

function unpack(image: Image, tag: string): PreparedImage {
  const builtMs = image.builtMs?.(tag) ?? Date.UTC(2025, 1, 5, 11, 6, 32);
  const tree = new FileTree({ now: () => builtMs });
  const files = tree.files(0);
  for (const [path, mode] of DIRECTORIES) files.makeDirectory(path, { parents: true, mode });
  for (const [path, content] of Object.entries(image.files(tag))) {
    if (path.endsWith("/")) {
      files.makeDirectory(path.slice(0, -1), { parents: true });
      continue;
    }
    files.makeDirectory(path.slice(0, path.lastIndexOf("/")) || "/", { parents: true });
    if (typeof content === "string" && content.startsWith("link:")) files.link(content.slice("link:".length), path);
    else files.write(path, content, { mode: isScript(content) ? 0o755 : 0o644 });
  }
  for (const path of image.ownedByUser ?? []) tree.setOwner(path, image.user.uid);
  tree.addDevices();
  // Every container has its own of these mounted or written here.
  for (const path of ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/termination-log"]) {
    if (!files.lstat(path)) files.write(path, "");
  }
  // A program with a little more within reach is started with it: `extendIo` sees to that.
  const own = image.programs(tag) as unknown as ProgramTable;
  const tools = typeof image.tools === "function" ? image.tools(tag) : image.tools;
  const programs = new Map([...(tools ?? []), ...own]);
  installPrograms(files, programs);
  for (const [path, program] of image.installable ?? []) if (!programs.has(path)) programs.set(path, program);
  const { root } = tree;
  return { root, programs, own: new Set(own.values()), accounts: accountsOf(root), mountable: new Map() };
}

const isScript = (content: string | Uint8Array): boolean =>
  typeof content === "string" ? content.startsWith("#!") : content[0] === 0x23 && content[1] === 0x21;

/** What a container has changed in its image's files, as plain data; undefined when nothing. */
export function layerOf(base: FileNode, now: FileNode): Layer | undefined {
  if (base === now) return undefined;
  const layer: Record<string, SavedNode | null> = {};
  compare("", base, now, layer);
  return layer;
}

function compare(path: string, base: FileNode, now: FileNode, layer: Record<string, SavedNode | null>): void {
  if (base === now) return;
  if (base.type !== "directory" || now.type !== "directory") {
    layer[path || "/"] = saveNode(now);
    return;
  }
  if (base.mode !== now.mode || base.uid !== now.uid || base.mtimeMs !== now.mtimeMs) {
    const { mode, uid, mtimeMs } = now;
    layer[path || "/"] = { type: "directory", mode, uid, mtimeMs, entries: {} };
  }
  for (const name of base.entries.keys()) if (!now.entries.has(name)) layer[`${path}/${name}`] = null;
  for (const [name, node] of now.entries) {
    const before = base.entries.get(name);
    if (before) compare(`${path}/${name}`, before, node, layer);
    else layer[`${path}/${name}`] = saveNode(node);
  }
}

/** Puts a container's changes onto its image's files again. */
export function withLayer(base: FileNode, layer: Layer | undefined): FileNode {
  if (!layer) return base;
  return apply("", base, layer, Object.keys(layer));
}

function apply(path: string, node: FileNode, layer: Layer, keys: readonly string[]): FileNode {
  const own = layer[path || "/"];
  let result = node;
  if (own && own.type === "directory" && node.type === "directory" && Object.keys(own.entries).length === 0) {
    result = { ...node, mode: own.mode, uid: own.uid, mtimeMs: own.mtimeMs };
  } else if (own) {
    return loadNode(own);
  }
  const inside = keys.filter((key) => key.startsWith(`${path}/`) && key !== "/");
  if (inside.length === 0 || result.type !== "directory") return result;
  const entries = new Map(result.entries);
  for (const name of new Set(inside.map((key) => key.slice(path.length + 1).split("/")[0]!))) {
    const child = `${path}/${name}`;
    const change = layer[child];
    const before = entries.get(name);
    if (change === null) entries.delete(name);
    else if (!before) {
      if (change) entries.set(name, loadNode(change));
    } else entries.set(name, apply(child, before, layer, inside));
  }
  return { ...result, entries };
}

/** The image's root in which every mount point is there already. */
export function rootForMounts({ root, mountable }: PreparedImage, paths: readonly string[]): FileNode {
  const key = paths.join("\0");
  let made = mountable.get(key);
  if (!made) {
    const tree = new FileTree({ now: () => root.mtimeMs, root });
    const point = new FileTree({ now: () => root.mtimeMs });
    for (const path of paths) tree.mount(path, point);
    made = tree.root;
    mountable.set(key, made);
  }
  return made;
}
