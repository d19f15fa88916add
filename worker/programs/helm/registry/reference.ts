import { HelmError } from "../errors.ts";

/** HOST/REPOSITORY, with a tag or a digest. */
export interface Reference {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-*)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-*)[a-z0-9]+)*)*$/;
const TAG = /^[\w][\w.-]{0,127}$/;

/** Tags have no "+"; helm writes "_" for it. */
export const tagOfVersion = (version: string): string => version.replaceAll("+", "_");
export const versionOfTag = (tag: string): string => tag.replaceAll("_", "+");

/** Reads a reference with or without oci://. @throws HelmError "invalid reference: …" */
export function parseReference(text: string): Reference {
  const bare = text.replace(/^oci:\/\//, "");
  const at = bare.lastIndexOf("@");
  const digest = at < 0 ? "" : bare.slice(at + 1);
  const rest = at < 0 ? bare : bare.slice(0, at);
  const slash = rest.indexOf("/");
  if (slash < 0) throw new HelmError("invalid reference: missing registry or repository");
  const host = rest.slice(0, slash);
  const path = rest.slice(slash + 1);
  const colon = path.lastIndexOf(":");
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? "" : tagOfVersion(path.slice(colon + 1));
  if (!/^[^\s/?#@]+$/.test(host)) throw new HelmError(`invalid reference: invalid registry ${JSON.stringify(host)}`);
  if (!REPOSITORY.test(repository)) {
    throw new HelmError(`invalid reference: invalid repository ${JSON.stringify(repository)}`);
  }
  if (tag !== "" && !TAG.test(tag)) throw new HelmError(`invalid reference: invalid tag ${JSON.stringify(tag)}`);
  return { host, repository, tag, digest };
}
