import type { Container, LifecycleHandler } from "../api/generated/types.ts";
import { collector } from "../base/streams.ts";
import { type NodeContext, shortVersion } from "./node.ts";
import { httpAction } from "./probe.ts";
import { type ContainerProcess, StartError } from "./process.ts";

export interface HookContext {
  readonly container: Container;
  readonly process: ContainerProcess;
  readonly ip: string;
  readonly node: NodeContext;
  readonly longName: string;
}

/**
 * Runs a lifecycle hook to its end. Returns what went wrong, in the kubelet's words.
 * https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export async function runHook(
  hook: LifecycleHandler,
  { container, process, ip, node, longName }: HookContext,
): Promise<string | undefined> {
  const where = `for Container "${container.name}" in Pod "${longName}" failed - error:`;
  if (hook.exec) {
    const command = hook.exec.command ?? [];
    const output = collector();
    const fail = (problem: string) =>
      `Exec lifecycle hook ([${command.join(" ")}]) ${where} ${problem}, message: ${JSON.stringify(output.text())}`;
    try {
      const code = await process.exec(command, { stdout: output.writer, stderr: output.writer });
      return code === 0 ? undefined : fail(`command '${command.join(" ")}' exited with ${code}: ${output.text()}`);
    } catch (error) {
      if (error instanceof StartError) return fail(error.message);
      throw error;
    }
  }
  if (hook.httpGet) {
    const agent = `kube-lifecycle/${shortVersion(node.settings)}`;
    const { host, port, url, https, request } = httpAction(hook.httpGet, { container, ip, agent });
    const exchange = await node.host
      .access("kubelet")
      .http({ ip: host, port }, request, https ? { tls: { serverName: host } } : {});
    const path = hook.httpGet.path ?? "/";
    if (!exchange.ok) {
      return `HTTP lifecycle hook (${path}) ${where} Get "${url}": dial tcp ${host}:${port}: connect: connection refused, message: ""`;
    }
    const { status } = exchange.response;
    return status >= 200 && status < 400
      ? undefined
      : `HTTP lifecycle hook (${path}) ${where} HTTP ${status}, message: ""`;
  }
  if (hook.sleep) await node.clock.sleep(hook.sleep.seconds * 1000);
  return undefined;
}
