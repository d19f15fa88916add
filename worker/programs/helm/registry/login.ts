import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { send } from "./client.ts";
import { keepLogin, type Login } from "./logins.ts";

/** Checks a login with the registry and keeps it. @throws HelmError "authenticating to …" */
export async function login(
  helm: Helm,
  host: string,
  credentials: Login,
  options: { readonly plainHttp: boolean; readonly insecure: boolean },
): Promise<void> {
  if (host.includes("/")) {
    await helm.log("WARN", "registry login currently only supports registry hostname, not a repository path", {
      host,
      suggested: host.split("/", 1)[0]!,
    });
    throw new HelmError(`invalid reference: invalid registry ${JSON.stringify(host)}`);
  }
  try {
    const answer = await send(helm, { host, path: "/v2/", ...options, login: credentials });
    if (answer.status !== 200) throw new HelmError(answer.says);
  } catch (error) {
    throw new HelmError(`authenticating to ${JSON.stringify(host)}: ${messageOf(error)}`);
  }
  keepLogin(helm, host, credentials);
}
