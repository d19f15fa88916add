import { fromUtf8, readAll } from "../../../base/streams.ts";
import { helmCommand } from "../cli/command.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { keepLogin, login } from "../registry/index.ts";

export const registryLogin = helmCommand({
  usage: "registry login [host]",
  about: ["Log in to a registry, and keep the login for pull and push."],
  flags: {
    caFile: { type: "string", help: "check HTTPS servers against this CA bundle" },
    certFile: { type: "string", help: "client certificate for the registry" },
    insecure: { type: "bool", help: "do not check the registry's certificate" },
    keyFile: { type: "string", help: "key of the client certificate" },
    password: { type: "string", short: "p", help: "password or token" },
    passwordStdin: { type: "bool", help: "read the password from standard input" },
    plainHttp: { type: "bool", help: "speak plain HTTP" },
    username: { type: "string", short: "u", help: "user name" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    const [host] = operands as [string];
    const credentials = await credentialsOf(helm, flags);
    await login(helm, host, credentials, { plainHttp: flags.plainHttp, insecure: flags.insecure });
    await helm.out("Login Succeeded\n");
  },
});

async function credentialsOf(
  helm: Helm,
  flags: { readonly username: string; readonly password: string; readonly passwordStdin: boolean },
) {
  const { username, password } = flags;
  if (flags.passwordStdin) {
    return { username, password: fromUtf8(await readAll(helm.io.stdin)).replace(/\r?\n$/, "") };
  }
  if (password !== "") {
    await helm.log("WARN", "using --password via the CLI is insecure. Use --password-stdin");
    return { username, password };
  }
  const lines = fromUtf8(await readAll(helm.io.stdin)).split("\n");
  let name = username;
  if (name === "") {
    await helm.out("Username: ");
    name = (lines.shift() ?? "").trim();
  }
  await helm.out(name === "" ? "Token: " : "Password: ");
  const secret = lines.shift() ?? "";
  await helm.out("\n");
  if (secret === "") throw new HelmError(name === "" ? "token required" : "password required");
  return { username: name, password: secret };
}

export const registryLogout = helmCommand({
  usage: "registry logout [host]",
  about: ["Forget the login for a registry."],
  flags: {},
  operands: { atLeast: 1 },
  async run({ operands }, helm) {
    const [host] = operands as [string];
    keepLogin(helm, host, undefined);
    await helm.out(`Removing login credentials for ${host}\n`);
  },
});
