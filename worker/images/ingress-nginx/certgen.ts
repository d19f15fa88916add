import { type Kind, type KubeObject, StatusError } from "../../api/index.ts";
import { MutatingWebhookConfiguration, Secret, ValidatingWebhookConfiguration } from "../../api/kinds/index.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, print } from "../server.ts";
import { webhookCertificates } from "./certificate.ts";

const KNOWN = Object.fromEntries(
  [
    "host",
    "secret-name",
    "namespace",
    "cert-name",
    "key-name",
    "webhook-name",
    "patch-validating",
    "patch-mutating",
    "patch-failure-policy",
    "apiservice-name",
    "kubeconfig",
    "log-level",
    "log-format",
  ].map((name) => [name, "value" as const]),
);

/** logrus in its JSON format. */
function logTo(io: ContainerIo, level: string, msg: string, more: Readonly<Record<string, string>> = {}): void {
  const time = `${new Date(io.clock.now()).toISOString().slice(0, 19)}Z`;
  const source = { source: "cmd/root.go:33" };
  print(io, `${JSON.stringify({ ...more, level, msg, ...source, time })}\n`, "stderr");
}

/** kube-webhook-certgen: makes a webhook's certificate a Secret, and tells the webhook configurations who signed it. */
export const certgen: ContainerProgram = async (args, io) => {
  const [command, ...rest] = args;
  const { flags, unknown } = goFlags(rest, KNOWN);
  if (unknown !== undefined) {
    await io.stderr.write(`Error: unknown flag: --${unknown}\n`);
    return 1;
  }
  const iso = new Date(io.clock.now()).toISOString();
  const day = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
  const words = "Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.";
  print(io, `W${day}       1 client_config.go:667] ${words}\n`, "stderr");
  if (command === "create") return create(flags, io);
  if (command === "patch") return patch(flags, io);
  await io.stderr.write(`Error: unknown command ${JSON.stringify(command ?? "")} for "kube-webhook-certgen"\n`);
  return 1;
};

async function create(flags: Readonly<Record<string, string>>, io: ContainerIo): Promise<number> {
  const missing = ["host", "namespace", "secret-name"].filter((name) => !flags[name]);
  if (missing.length > 0) {
    await io.stderr.write(`Error: required flag(s) ${missing.map((name) => `"${name}"`).join(", ")} not set\n`);
    return 1;
  }
  const { client } = io.api();
  const ref = { namespace: flags.namespace!, name: flags["secret-name"]! };
  try {
    const there = await client.tryGet(Secret, ref);
    if (there) {
      logTo(io, "info", "secret already exists");
      return 0;
    }
    logTo(io, "info", "no secret found", { err: `secrets "${ref.name}" not found` });
    logTo(io, "info", "creating new secret");
    const made = webhookCertificates(flags.host!.split(","), {
      chance: io.random.stream(`certgen/${ref.namespace}/${ref.name}`),
      nowMs: io.clock.now(),
    });
    const data = {
      ca: btoa(made.caPem),
      [flags["cert-name"] ?? "cert"]: btoa(made.chainPem),
      [flags["key-name"] ?? "key"]: btoa(made.keyPem),
    };
    await client.create(Secret, { apiVersion: "v1", kind: "Secret", metadata: ref, data });
    return 0;
  } catch (error) {
    return fatal(io, error, "failed creating secret");
  }
}

async function patch(flags: Readonly<Record<string, string>>, io: ContainerIo): Promise<number> {
  const { client } = io.api();
  const [namespace, name] = [flags.namespace ?? "", flags["secret-name"] ?? ""];
  const webhook = flags["webhook-name"] ?? "";
  const policy = flags["patch-failure-policy"] ?? "";
  if (policy !== "" && policy !== "Fail" && policy !== "Ignore") {
    logTo(io, "fatal", `patch-failure-policy ${policy} is not valid`);
    return 1;
  }
  const [validating, mutating] = [flags["patch-validating"] !== "false", flags["patch-mutating"] !== "false"];
  try {
    const secret = await client.tryGet(Secret, { namespace, name });
    const ca = secret?.data?.ca;
    if (ca === undefined) {
      logTo(io, "fatal", `no secret with '${name}' in '${namespace}'`);
      return 1;
    }
    logTo(
      io,
      "info",
      `patching webhook configurations '${webhook}' mutating=${mutating}, validating=${validating}, failurePolicy=${policy}`,
    );
    if (validating)
      await patchWebhooks(io, ValidatingWebhookConfiguration as unknown as Kind<Hooks>, { webhook, ca, policy });
    if (mutating)
      await patchWebhooks(io, MutatingWebhookConfiguration as unknown as Kind<Hooks>, { webhook, ca, policy });
    logTo(io, "info", "Patched hook(s)");
    return 0;
  } catch (error) {
    return fatal(io, error, "failed patching webhook");
  }
}

interface Hooks extends KubeObject {
  readonly webhooks?: readonly {
    readonly name: string;
    readonly clientConfig: Readonly<Record<string, unknown>>;
    readonly failurePolicy?: string;
  }[];
}

async function patchWebhooks(
  io: ContainerIo,
  kind: Kind<Hooks>,
  { webhook, ca, policy }: { readonly webhook: string; readonly ca: string; readonly policy: string },
): Promise<void> {
  const { client } = io.api();
  const configuration = await client.get(kind, { name: webhook });
  const webhooks = (configuration.webhooks ?? []).map((one) => ({
    ...one,
    clientConfig: { ...one.clientConfig, caBundle: ca },
    ...(policy !== "" && { failurePolicy: policy }),
  }));
  await client.replace(kind, { ...configuration, webhooks });
}

function fatal(io: ContainerIo, error: unknown, msg: string): number {
  if (!(error instanceof StatusError)) throw error;
  logTo(io, "fatal", msg, { err: error.message });
  return 1;
}
