import { command } from "../cli/command.ts";
import { CommandError, UsageError } from "../cli/errors.ts";
import { base64 } from "../create/sources.ts";
import { isObject, type Json, type JsonObject, listAt, textAt } from "../json.ts";
import { checkFile, putEntry } from "./editing.ts";

export const setCredentials = command({
  usage:
    "config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]",
  about: [
    "Set a user entry in kubeconfig.",
    "What is not given stays as it is. A token and a password exclude each other.",
  ],
  examples: [["A token", "kubectl config set-credentials cluster-admin --token=abc"]],
  flags: {
    authProvider: { type: "string", help: "Auth provider of the user" },
    authProviderArg: { type: "list", help: "Arguments of the auth provider, as key=value; key- takes one away" },
    clientCertificate: { type: "string", help: "file with the client's certificate" },
    clientKey: { type: "string", help: "file with the client's key" },
    embedCerts: { type: "bool", help: "put certificate and key themselves into the kubeconfig" },
    execApiVersion: { type: "string", help: "API version of the credential program" },
    execArg: { type: "list", help: "Arguments of the credential program" },
    execCommand: { type: "string", help: "Program that prints credentials" },
    execEnv: { type: "list", help: "Environment of the credential program, as key=value; key- takes one away" },
    execInteractiveMode: { type: "string", help: "Whether the credential program may ask: Never, IfAvailable, Always" },
    execProvideClusterInfo: { type: "bool", help: "Tell the credential program of the cluster" },
    password: { type: "string", help: "password" },
    token: { type: "string", help: "bearer token" },
    username: { type: "string", help: "user name" },
  },
  async run({ flags, operands, changed, showHelp }, kube) {
    const unusable = async (says: string): Promise<never> => {
      await showHelp();
      throw new UsageError(says);
    };
    if (operands.length !== 1) await unusable(`unexpected args: [${operands.join(" ")}]`);
    const name = operands[0]!;
    for (const [what, pairs] of [
      ["auth-provider-arg", flags.authProviderArg],
      ["exec-env", flags.execEnv],
    ] as const) {
      const bad = pairs.find((pair) => !/^[^=]+=/.test(pair) && !pair.endsWith("-"));
      if (bad !== undefined) await unusable(`invalid ${what} format: ${bad}`);
    }
    if (flags.token && (flags.username || flags.password)) {
      throw new CommandError(
        "you cannot specify more than one authentication method at the same time: --token, --username/--password",
      );
    }
    checkFile(kube, "client-certificate", flags.clientCertificate, flags.embedCerts);
    checkFile(kube, "client-key", flags.clientKey, flags.embedCerts);
    const old = (await kube.config()).users.find((one) => one.name === name);
    const body: Record<string, Json | undefined> = { ...old?.body };
    for (const key of ["token", "username", "password"] as const)
      if (changed.has(key)) body[key] = flags[key] || undefined;
    // A new way to prove who one is takes the place of the old one.
    if (flags.token) for (const key of ["username", "password"]) delete body[key];
    if (flags.username || flags.password) for (const key of ["token", "tokenFile"]) delete body[key];
    for (const [key, path] of [
      ["client-certificate", flags.clientCertificate],
      ["client-key", flags.clientKey],
    ] as const) {
      if (!path) continue;
      delete body[key];
      delete body[`${key}-data`];
      if (flags.embedCerts) body[`${key}-data`] = base64(kube.io.files.read(kube.path(path)));
      else body[key] = kube.path(path);
    }
    const provider = isObject(body["auth-provider"]) ? body["auth-provider"] : undefined;
    if (flags.authProvider || (provider && changed.has("authProviderArg"))) {
      body["auth-provider"] = {
        ...provider,
        config: withPairs(isObject(provider?.config) ? provider.config : {}, flags.authProviderArg),
        name: flags.authProvider || textAt(provider, "name"),
      };
    }
    const exec = isObject(body.exec) ? body.exec : undefined;
    if (flags.execCommand || (exec && [...changed].some((flag) => flag.startsWith("exec")))) {
      body.exec = withExec(exec, flags, changed);
    }
    await putEntry(kube, "users", name, body);
    await kube.out(`User ${JSON.stringify(name)} set.\n`);
  },
});

/** key=value sets, key- takes away. */
function withPairs(map: JsonObject, pairs: readonly string[]): JsonObject {
  const result: Record<string, Json | undefined> = { ...map };
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals > 0) result[pair.slice(0, equals)] = pair.slice(equals + 1);
    else delete result[pair.slice(0, -1)];
  }
  return result;
}

interface ExecFlags {
  readonly execApiVersion: string;
  readonly execArg: readonly string[];
  readonly execCommand: string;
  readonly execEnv: readonly string[];
  readonly execInteractiveMode: string;
  readonly execProvideClusterInfo: boolean;
}

function withExec(old: JsonObject | undefined, flags: ExecFlags, changed: ReadonlySet<string>): JsonObject {
  const pairs = Object.fromEntries(listAt(old, "env").map((one) => [textAt(one, "name"), textAt(one, "value")]));
  const env = Object.entries(withPairs(pairs, flags.execEnv)).map(([name, value]) => ({ name, value: value ?? null }));
  const args = flags.execArg.length > 0 ? flags.execArg : listAt(old, "args");
  return {
    apiVersion: flags.execApiVersion || textAt(old, "apiVersion") || null,
    args: args.length > 0 ? args : null,
    command: flags.execCommand || textAt(old, "command"),
    env: env.length > 0 || old || changed.has("execEnv") ? env : null,
    ...((flags.execInteractiveMode || textAt(old, "interactiveMode")) && {
      interactiveMode: flags.execInteractiveMode || textAt(old, "interactiveMode"),
    }),
    provideClusterInfo: changed.has("execProvideClusterInfo")
      ? flags.execProvideClusterInfo
      : old?.provideClusterInfo === true,
  };
}
