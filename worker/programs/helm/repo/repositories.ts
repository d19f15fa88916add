import { goYaml } from "../../../base/goprint/index.ts";
import { goTimeFormat, isDict } from "../../../base/sprig/index.ts";
import { decodeMap } from "../chart/yaml.ts";
import type { Helm } from "../helm.ts";

/** One line of repositories.yaml. */
export interface Repository {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  readonly insecure_skip_tls_verify: boolean;
  readonly pass_credentials_all: boolean;
}

const TEXTS = ["name", "url", "username", "password", "certFile", "keyFile", "caFile"] as const;

/** The repositories that are known; undefined where there is no file. @throws HelmError where it is no YAML */
export function readRepositories(helm: Helm): readonly Repository[] | undefined {
  const path = helm.path(helm.places.repositoryConfig);
  if (!helm.io.files.stat(path)) return undefined;
  const { repositories } = decodeMap(helm.io.files.readText(path));
  if (!Array.isArray(repositories)) return [];
  return repositories.filter(isDict).map(
    (one) =>
      ({
        ...Object.fromEntries(TEXTS.map((key) => [key, String(one[key] ?? "")])),
        insecure_skip_tls_verify: one.insecure_skip_tls_verify === true,
        pass_credentials_all: one.pass_credentials_all === true,
      }) as Repository,
  );
}

export function writeRepositories(helm: Helm, repositories: readonly Repository[]): void {
  const generated = goTimeFormat(helm.now, "2006-01-02T15:04:05.999999999Z07:00");
  helm.keep(helm.path(helm.places.repositoryConfig), goYaml({ apiVersion: "", generated, repositories }), 0o600);
}
