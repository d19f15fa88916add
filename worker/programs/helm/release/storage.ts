import { StatusError } from "../../../api/machinery/status.ts";
import { base64 } from "../../../base/sprig/index.ts";
import { utf8 } from "../../../base/streams.ts";
import type { ApiResource } from "../../kubectl/client/discovery.ts";
import { type JsonObject, mapAt, textAt } from "../../kubectl/json.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { decodeRelease, encodeRelease } from "./encoding.ts";
import type { Release } from "./release.ts";

/** The name of the Secret that keeps a revision. */
export const recordName = (name: string, version: number): string => `sh.helm.release.v1.${name}.v${version}`;

const SYSTEM_LABELS = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

/** The labels that the user gave. */
export const ownLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !SYSTEM_LABELS.includes(key)));

const SECRETS: ApiResource = {
  group: "",
  version: "v1",
  plural: "secrets",
  singular: "secret",
  kind: "Secret",
  namespaced: true,
  verbs: [],
  shortNames: [],
  categories: [],
  subresources: [],
};

/** No revision of that name. */
export class ReleaseNotFound extends HelmError {
  constructor() {
    super("release: not found");
  }
}

/** @throws HelmError for labels that helm keeps to itself */
export function checkLabels(labels: Readonly<Record<string, string>>): void {
  if (!Object.keys(labels).some((key) => SYSTEM_LABELS.includes(key))) return;
  throw new HelmError(
    `user supplied labels contains system reserved label name. System labels: [${SYSTEM_LABELS.join(" ")}]`,
  );
}

/**
 * Revisions of releases as Secrets of one namespace, or of all for reading.
 *
 * @see https://helm.sh/docs/topics/advanced/#storage-backends
 */
export class ReleaseStorage {
  constructor(
    readonly helm: Helm,
    /** "" reads all namespaces. */
    readonly namespace: string,
  ) {}

  async #query(selector: string): Promise<readonly Release[]> {
    const rest = await this.helm.kube.rest();
    const place = { resource: SECRETS, ...(this.namespace && { namespace: this.namespace }) };
    const { items } = await rest.list(place, [["labelSelector", selector]], 0);
    return items.flatMap((secret) => {
      const release = readSecret(secret);
      return release ? [{ ...release, labels: mapAt(secret, "metadata", "labels") }] : [];
    });
  }

  /** Every revision of every release. */
  async all(): Promise<readonly Release[]> {
    try {
      return await this.#query("owner=helm");
    } catch (error) {
      throw new HelmError(`list: failed to list: ${messageOf(error)}`);
    }
  }

  /** Revisions of one release, oldest first. @throws ReleaseNotFound */
  async history(name: string): Promise<readonly Release[]> {
    let found: readonly Release[];
    try {
      found = await this.#query(`name=${name},owner=helm`);
    } catch (error) {
      throw new HelmError(`query: failed to query with labels: ${messageOf(error)}`);
    }
    if (found.length === 0) throw new ReleaseNotFound();
    return [...found].sort((a, b) => a.version - b.version);
  }

  /** The revision asked for, the newest for 0. @throws ReleaseNotFound */
  async get(name: string, version = 0): Promise<Release> {
    if (version <= 0) return (await this.history(name)).at(-1)!;
    const rest = await this.helm.kube.rest();
    const key = recordName(name, version);
    try {
      const release = readSecret(await rest.get({ resource: SECRETS, namespace: this.namespace, name: key }));
      if (release) return release;
    } catch (error) {
      if (!(error instanceof StatusError) || !error.is("NotFound")) {
        throw new HelmError(`get: failed to get ${JSON.stringify(key)}: ${messageOf(error)}`);
      }
    }
    throw new ReleaseNotFound();
  }

  async create(release: Release): Promise<void> {
    const rest = await this.helm.kube.rest();
    try {
      await rest.create({ resource: SECRETS, namespace: this.namespace }, this.#secret(release, "createdAt"));
    } catch (error) {
      if (error instanceof StatusError && error.is("AlreadyExists")) throw new HelmError("release: already exists");
      throw new HelmError(`create: failed to create: ${messageOf(error)}`);
    }
  }

  async update(release: Release): Promise<void> {
    const rest = await this.helm.kube.rest();
    const name = recordName(release.name, release.version);
    try {
      await rest.replace({ resource: SECRETS, namespace: this.namespace, name }, this.#secret(release, "modifiedAt"));
    } catch (error) {
      throw new HelmError(`update: failed to update: ${messageOf(error)}`);
    }
  }

  async delete(release: Release): Promise<void> {
    const rest = await this.helm.kube.rest();
    await rest.delete(
      { resource: SECRETS, namespace: this.namespace, name: recordName(release.name, release.version) },
      {},
    );
  }

  /** Deletes the oldest revisions until so many are left; the deployed one stays. */
  async prune(name: string, most: number): Promise<void> {
    if (most < 0) return;
    const history = await this.history(name).catch(() => []);
    let surplus = history.length - most;
    const deployed = history.filter((one) => one.info.status === "deployed").at(-1);
    for (const one of history) {
      if (surplus <= 0) return;
      if (one.version === deployed?.version) continue;
      await this.delete(one);
      surplus -= 1;
    }
  }

  #secret(release: Release, moment: "createdAt" | "modifiedAt"): JsonObject {
    const labels = {
      [moment]: String(Math.floor(this.helm.now / 1000)),
      ...release.labels,
      name: release.name,
      owner: "helm",
      status: release.info.status,
      version: String(release.version),
    };
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: recordName(release.name, release.version), namespace: this.namespace, labels },
      type: "helm.sh/release.v1",
      data: { release: base64(utf8(encodeRelease(release))) },
    };
  }
}

function readSecret(secret: JsonObject): Release | undefined {
  let text: string;
  try {
    text = atob(textAt(secret, "data", "release"));
  } catch {
    return undefined;
  }
  return decodeRelease(text, ownLabels(mapAt(secret, "metadata", "labels")));
}
