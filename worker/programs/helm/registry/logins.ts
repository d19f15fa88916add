import { fromBase64 } from "../../../base/base64.ts";
import { base64 } from "../../../base/sprig/index.ts";
import { utf8 } from "../../../base/streams.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";

/** Who one is to a registry. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Docker Hub keeps its logins under an old address. */
const keyOf = (host: string): string =>
  host === "docker.io" || host === "registry-1.docker.io" ? "https://index.docker.io/v1/" : host;

/** The login for a registry, from helm's file or Docker's; undefined where nobody logged in. */
export function loginFor(helm: Helm, host: string): Login | undefined {
  const home = helm.io.env.HOME ?? "/";
  for (const path of [helm.places.registryConfig, `${helm.io.env.DOCKER_CONFIG ?? `${home}/.docker`}/config.json`]) {
    const found = readAuths(helm, path)[keyOf(host)]?.auth;
    if (found === undefined) continue;
    const text = fromBase64(found);
    const colon = text.indexOf(":");
    return { username: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  return undefined;
}

/** Keeps a login, or forgets it where there is none. */
export function keepLogin(helm: Helm, host: string, login: Login | undefined): void {
  const path = helm.places.registryConfig;
  const auths = { ...readAuths(helm, path) };
  const had = keyOf(host) in auths;
  delete auths[keyOf(host)];
  if (login) auths[keyOf(host)] = { auth: base64(utf8(`${login.username}:${login.password}`)) };
  else if (!had) return;
  const ordered = Object.fromEntries(Object.entries(auths).sort(([a], [b]) => (a < b ? -1 : 1)));
  helm.keep(helm.path(path), JSON.stringify({ auths: ordered }, null, "\t"), 0o600);
}

type Auths = Readonly<Record<string, { readonly auth?: string }>>;

/** @throws HelmError for a file that is no JSON */
function readAuths(helm: Helm, path: string): Auths {
  if (!helm.io.files.stat(helm.path(path))) return {};
  try {
    const { auths } = JSON.parse(helm.io.files.readText(helm.path(path))) as { readonly auths?: Auths };
    return auths ?? {};
  } catch {
    throw new HelmError(`failed to decode config file at ${path}: invalid config format`);
  }
}
