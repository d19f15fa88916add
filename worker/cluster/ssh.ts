import type { Program } from "../shell/program.ts";
import type { Place } from "./place.ts";

/**
 * `ssh [USER@]HOST [COMMAND…]` among the places of a sandbox: no keys, no configuration, the same terminal. Messages as OpenSSH's.
 *
 * @param find a place by what one calls it (its name, host name or address)
 */
export function sshProgram(find: (name: string) => Place | undefined): Program {
  return async (args, io) => {
    const words = [...args];
    while (words[0]?.startsWith("-")) {
      const option = words.shift()!;
      if (/^-[bcDEeFIiJLlmOopQRSWw]$/.test(option)) words.shift();
    }
    const target = words.shift();
    if (target === undefined) {
      await io.stderr.write("usage: ssh [-l login_name] destination [command [argument ...]]\n");
      return 255;
    }
    const host = target.slice(target.indexOf("@") + 1);
    const place = find(host);
    if (!place) {
      await io.stderr.write(`ssh: Could not resolve hostname ${host}: Name or service not known\n`);
      return 255;
    }
    const command = words.length > 0 ? ["bash", "-c", words.join(" ")] : ["-bash"];
    const interactive = words.length === 0 && io.tty !== undefined;
    const started = place.machine.start(interactive ? ["bash", "-i"] : command, {
      files: place.tree.files(place.user.uid),
      cwd: place.home,
      env: { ...place.env, ...(io.env.TERM ? { TERM: io.env.TERM } : {}) },
      user: place.user,
      stdin: io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
      signal: io.signal,
      ...(interactive ? { tty: io.tty } : {}),
    });
    const exitCode = await started.done;
    if (interactive) await io.stdout.write(`Connection to ${host} closed.\n`);
    return exitCode;
  };
}
