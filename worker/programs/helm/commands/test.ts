import { helmCommand } from "../cli/command.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { statusText } from "../output/status.ts";
import { HookFailure, runHooks } from "../release/hooks.ts";
import { isReleaseName } from "../release/names.ts";
import type { Hook, Release } from "../release/release.ts";
import { ReleaseStorage } from "../release/storage.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";

export const test = helmCommand({
  usage: "test [RELEASE]",
  about: ["Run a release's tests: the pods and jobs of its chart with the hook “test”."],
  flags: {
    filter: { type: "list", help: "only tests so named, name=TEST; or all but those, !name=TEST" },
    logs: { type: "bool", help: "print the logs of the tests' pods afterwards" },
    timeout: { type: "duration", value: 300_000, help: "longest wait for one Kubernetes operation" },
  },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    const [name] = operands as [string];
    await assertReachable(helm);
    if (!isReleaseName(name)) throw new HelmError(`releaseTest: Release name is invalid: ${name}`);
    const namespace = await helm.namespace();
    const storage = new ReleaseStorage(helm, namespace);
    const stored = await storage.get(name);
    const isMeant = filterOf(flags.filter);
    const skipped = stored.hooks.filter((hook) => !isMeant(hook));
    const whole = (release: Release): Release => ({ ...release, hooks: [...skipped, ...release.hooks] });
    let release: Release = { ...stored, hooks: stored.hooks.filter(isMeant) };
    let failure: HelmError | undefined;
    let tidy = async (): Promise<void> => {};
    try {
      release = await runHooks(helm, release, "test", {
        method: stored.apply_method,
        timeoutMs: flags.timeout,
        waits: true,
        record: async () => {},
        afterwards: (work) => {
          tidy = work;
        },
      });
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      failure = error;
      if (error instanceof HookFailure) release = error.release;
    }
    await storage.update(whole(release));
    await helm.out(statusText(whole(release), { hideNotes: true, debug: helm.debug }));
    if (flags.logs) {
      await helm.out("\n");
      for (const hook of release.hooks.filter((one) => one.events.includes("test")))
        await printLogs(helm, namespace, hook);
    }
    await tidy();
    if (failure) throw failure;
  },
});

/** `name=a`, `!name=b`, in any number. */
function filterOf(words: readonly string[]): (hook: Hook) => boolean {
  const wanted = words.flatMap((one) => (one.startsWith("name=") ? [one.slice("name=".length)] : []));
  const unwanted = words.flatMap((one) => /^!\s?name=(.*)$/.exec(one)?.[1] ?? []);
  return ({ name }) => !unwanted.includes(name) && (wanted.length === 0 || wanted.includes(name));
}

async function printLogs(helm: Helm, namespace: string, { name }: Hook): Promise<void> {
  const rest = await helm.kube.rest();
  try {
    const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}/log`;
    await helm.out(`POD LOGS: ${name}\n${await rest.connection.text({ path })}\n`);
  } catch (error) {
    throw new HelmError(`unable to get pod logs for ${name}: ${messageOf(error)}`);
  }
}
