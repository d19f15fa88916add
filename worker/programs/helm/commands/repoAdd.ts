import { helmCommand } from "../cli/command.ts";
import { HelmError, messageOf } from "../errors.ts";
import { downloadIndex, repositoryUrl } from "../repo/chartIndex.ts";
import { type Repository, readRepositories, writeRepositories } from "../repo/repositories.ts";

const GONE: Readonly<Record<string, string>> = {
  "//kubernetes-charts.storage.googleapis.com": "https://charts.helm.sh/stable",
  "//kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
};

export const repoAdd = helmCommand({
  usage: "repo add [NAME] [URL]",
  about: ["Make the charts of a repository known under a name."],
  flags: {
    allowDeprecatedRepos: { type: "bool", help: "take addresses too that are known to be gone" },
    caFile: { type: "string", help: "check the server against this CA bundle" },
    certFile: { type: "string", help: "client certificate for HTTPS" },
    forceUpdate: { type: "bool", help: "replace a repository of that name" },
    insecureSkipTlsVerify: { type: "bool", help: "do not check the server's certificate" },
    keyFile: { type: "string", help: "key of the client certificate" },
    passCredentials: { type: "bool", help: "pass credentials to every domain" },
    password: { type: "string", help: "password for the repository" },
    passwordStdin: { type: "bool", help: "read the password from standard input" },
    timeout: { type: "duration", value: 120_000, help: "longest wait for the index" },
    username: { type: "string", help: "user name for the repository" },
  },
  operands: { exactly: 2 },
  async run({ flags, operands }, helm) {
    const [name, url] = operands as [string, string];
    const gone = Object.entries(GONE).find(([old]) => url.includes(old));
    if (gone && !flags.allowDeprecatedRepos) {
      throw new HelmError(`repo ${JSON.stringify(url)} is no longer available; try ${JSON.stringify(gone[1])} instead`);
    }
    const known = readRepositories(helm) ?? [];
    const repository: Repository = {
      name,
      url,
      username: flags.username,
      password: flags.password,
      certFile: flags.certFile,
      keyFile: flags.keyFile,
      caFile: flags.caFile,
      insecure_skip_tls_verify: flags.insecureSkipTlsVerify,
      pass_credentials_all: flags.passCredentials,
    };
    if (name.includes("/")) {
      throw new HelmError(`repository name (${name}) contains '/', please specify a different name without '/'`);
    }
    const existing = known.find((one) => one.name === name);
    if (existing && !flags.forceUpdate) {
      const same = Object.entries(repository).every(([key, value]) => existing[key as keyof Repository] === value);
      if (!same) throw new HelmError(`repository name (${name}) already exists, please specify a different name`);
      await helm.out(`${JSON.stringify(name)} already exists with the same configuration, skipping\n`);
      return;
    }
    repositoryUrl(url);
    try {
      await downloadIndex(helm, repository);
    } catch (error) {
      throw new HelmError(
        `looks like ${JSON.stringify(url)} is not a valid chart repository or cannot be reached: ${messageOf(error)}`,
      );
    }
    writeRepositories(
      helm,
      existing ? known.map((one) => (one === existing ? repository : one)) : [...known, repository],
    );
    await helm.out(`${JSON.stringify(name)} has been added to your repositories\n`);
  },
});
