/** A reference to an image, taken apart and completed as containerd does it. */
export interface ImageReference {
  /** "docker.io/library/nginx" */
  readonly repository: string;
  /** "latest" unless named; "" when only a digest is given. */
  readonly tag: string;
  /** "sha256:…" where given. */
  readonly digest?: string;
  /** "docker.io/library/nginx:latest" */
  readonly full: string;
}

/** Why a reference cannot be read, in the words of distribution/reference. */
export class BadReference extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BadReference";
  }
}

const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const DOMAIN =
  "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?";
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const HOST = new RegExp(`^${DOMAIN}$`);
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/i;

/** The reference that was asked for last, and what it came to: pods of one template ask for the same one. */
let last: { readonly text: string; readonly reference: ImageReference } | undefined;

/**
 * Reads "nginx", "nginx:1.27", "quay.io/org/app@sha256:…".
 * @throws BadReference
 * @see https://github.com/distribution/reference ParseNormalizedNamed
 */
export function parseReference(text: string): ImageReference {
  if (last?.text !== text) last = { text, reference: read(text) };
  return last.reference;
}

function read(text: string): ImageReference {
  let rest = text;
  let digest: string | undefined;
  const at = rest.indexOf("@");
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!DIGEST.test(digest)) throw new BadReference("invalid reference format");
  }
  let tag = "";
  const colon = rest.lastIndexOf(":");
  if (colon > rest.lastIndexOf("/")) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!TAG.test(tag)) throw new BadReference("invalid reference format");
  }
  const slash = rest.indexOf("/");
  const first = rest.slice(0, Math.max(slash, 0));
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  let domain = hasDomain ? first : "docker.io";
  let path = hasDomain ? rest.slice(slash + 1) : rest;
  if (domain === "index.docker.io") domain = "docker.io";
  if (domain === "docker.io" && !path.includes("/")) path = `library/${path}`;
  if (path.toLowerCase() !== path && PATH.test(path.toLowerCase())) {
    throw new BadReference(`invalid reference format: repository name (${path}) must be lowercase`);
  }
  if (!PATH.test(path) || !HOST.test(domain)) throw new BadReference("invalid reference format");
  const repository = `${domain}/${path}`;
  const named = tag || (digest ? "" : "latest");
  const full = `${repository}${named ? `:${named}` : ""}${digest ? `@${digest}` : ""}`;
  return { repository, tag: named, ...(digest && { digest }), full };
}
