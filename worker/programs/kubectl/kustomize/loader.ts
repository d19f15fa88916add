import { resolvePath } from "../../../shell/files.ts";
import { CommandError } from "../cli/errors.ts";
import type { Kube } from "../kube.ts";

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);

/** What a path looks like that names a repository to be cloned. */
const REPOSITORY =
  /^(?:(?:git::)?(?:https?|ssh|git):\/\/|git@|github\.com[/:]|bitbucket\.org[/:]|gitlab\.com[/:])|\.git(?:\?|$|\/\/)/;

/**
 * The folder of a kustomization, and what may be read from there: files in it or below, and other folders that do not
 * hold this one.
 *
 * @see sigs.k8s.io/kustomize/api/internal/loader
 */
export class Loader {
  private constructor(
    readonly kube: Kube,
    readonly root: string,
    readonly restricted: boolean,
    readonly parent: Loader | undefined,
  ) {}

  /** @throws CommandError unless the path is a folder */
  static open(kube: Kube, path: string, restricted: boolean): Loader {
    if (REPOSITORY.test(path)) throw noGit(path);
    return new Loader(kube, confirmedFolder(kube, kube.path(path), path), restricted, undefined);
  }

  /** A base, an overlay or a component. @throws CommandError */
  descend(path: string): Loader {
    if (path === "") throw new CommandError("new root cannot be empty");
    if (REPOSITORY.test(path)) throw noGit(path);
    if (path.startsWith("/")) throw new CommandError(`new root '${path}' cannot be absolute`);
    const whole = resolvePath(this.root, path);
    const root = confirmedFolder(this.kube, whole, whole);
    for (let visited: Loader | undefined = this; visited; visited = visited.parent) {
      if (isBelow(visited.root, root)) {
        throw new CommandError(`cycle detected: candidate root '${root}' contains visited root '${visited.root}'`);
      }
    }
    return new Loader(this.kube, root, this.restricted, this);
  }

  /** A file's bytes. @throws CommandError */
  async read(path: string): Promise<Uint8Array> {
    if (/^https?:\/\//.test(path)) {
      const { fetchManifest } = await this.kube.load(import("../resource/remote.ts"));
      return new TextEncoder().encode(await fetchManifest(this.kube.io, path));
    }
    const { files } = this.kube.io;
    const whole = resolvePath(this.root, path);
    const stat = files.stat(whole);
    if (!stat) throw new CommandError(missing(whole, whole));
    const real = files.realPath(whole);
    if (stat.type === "directory") throw new CommandError(`'${real}' must resolve to a file`);
    if (this.restricted && !isBelow(real, this.root)) {
      throw new CommandError(`security; file '${real}' is not in or below '${this.root}'`);
    }
    return files.read(real);
  }

  async readText(path: string): Promise<string> {
    return new TextDecoder().decode(await this.read(path));
  }
}

const missing = (shown: string, path: string): string =>
  `evalsymlink failure on '${shown}' : lstat ${path}: no such file or directory`;

function confirmedFolder(kube: Kube, path: string, shown: string): string {
  const stat = kube.io.files.stat(path);
  if (!stat) throw new CommandError(`must build at directory: not a valid directory: ${missing(shown, path)}`);
  if (stat.type !== "directory") throw new CommandError(`must build at directory: '${shown}': file is not directory`);
  return kube.io.files.realPath(path);
}

const noGit = (path: string): CommandError =>
  new CommandError(`no 'git' program on path: exec: "git": executable file not found in $PATH (needed for '${path}')`);
