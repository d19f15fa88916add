import type { Builtin, Runner } from "../interpreter/runner.ts";
import type { Job } from "../interpreter/shell.ts";
import { deliverable, SIGNALS, signalName } from "./signals.ts";

/** `wait`, `jobs`, `fg`, `bg`, `kill`, `disown`. */

function findJob(spec: string, shell: Runner): Job | undefined {
  const all = [...shell.jobs.values()];
  if (!spec.startsWith("%")) return all.find((job) => job.pid === Number(spec));
  const name = spec.slice(1);
  if (name === "" || name === "%" || name === "+") return all.at(-1);
  if (name === "-") return all.at(-2) ?? all.at(-1);
  if (/^\d+$/.test(name)) return shell.jobs.get(Number(name));
  if (name.startsWith("?")) return all.find((job) => job.command.includes(name.slice(1)));
  return all.find((job) => job.command.startsWith(name));
}

const waiting: Builtin = {
  async run(args, shell) {
    const any = args.includes("-n");
    const into = args.includes("-p") ? args[args.indexOf("-p") + 1] : undefined;
    const targets = args.filter((word, at) => !word.startsWith("-") && args[at - 1] !== "-p");
    if (any) return waitAny(targets, into, shell);
    if (targets.length === 0) {
      for (const job of [...shell.jobs.values()]) {
        const got = await shell.waitFor(job.done);
        if (got === "trapped") return trapped(shell);
        shell.jobs.delete(job.id);
      }
      return 0;
    }
    let status = 0;
    for (const target of targets) {
      const job = findJob(target, shell);
      if (!job) {
        const isJob = target.startsWith("%");
        const words = isJob ? `${target}: no such job` : `pid ${target} is not a child of this shell`;
        await shell.complain(`wait: ${words}`);
        status = 127;
        continue;
      }
      const got = await shell.waitFor(job.done);
      if (got === "trapped") return trapped(shell);
      status = got;
      shell.jobs.delete(job.id);
    }
    return status;
  },
};

/** A trapped signal ends `wait` at once with a status above 128; then the trap runs. */
async function trapped(shell: Runner): Promise<number> {
  const name = shell.pendingSignal;
  await shell.checkSignals();
  return 128 + (name ? (SIGNALS[name.slice(3)] ?? 0) : 0);
}

async function waitAny(targets: readonly string[], into: string | undefined, shell: Runner): Promise<number> {
  const jobs = targets.length > 0 ? targets.map((target) => findJob(target, shell)) : [...shell.jobs.values()];
  const known = jobs.filter((job): job is Job => job !== undefined);
  if (known.length === 0) return 127;
  const first = await shell.waitFor(Promise.race(known.map((job) => job.done.then((status) => ({ job, status })))));
  if (first === "trapped") return trapped(shell);
  shell.jobs.delete(first.job.id);
  if (into) shell.variables.assign(into, String(first.job.pid));
  return first.status;
}

const STATE_WIDTH = 24;

/** The state of a job in bash's words: Running, Done, Exit 1, Terminated. */
export function jobState({ status }: Job): string {
  if (status === undefined) return "Running";
  if (status === 0) return "Done";
  const words: Readonly<Record<number, string>> = { 129: "Hangup", 130: "Interrupt", 137: "Killed", 143: "Terminated" };
  return words[status] ?? `Exit ${status}`;
}

export function jobLine(job: Job, shell: Runner, long = false): string {
  const all = [...shell.jobs.values()];
  const mark = job === all.at(-1) ? "+" : job === all.at(-2) ? "-" : " ";
  const running = job.status === undefined ? " &" : "";
  const pid = long ? `${job.pid} ` : "";
  return `[${job.id}]${mark}  ${pid}${jobState(job).padEnd(STATE_WIDTH)}${job.command}${running}\n`;
}

const listing: Builtin = {
  async run(args, shell) {
    const has = (letter: string) => args.some((word) => /^-/.test(word) && word.includes(letter));
    for (const job of [...shell.jobs.values()]) {
      if (has("r") && job.status !== undefined) continue;
      if (has("p")) await shell.write(1, `${job.pid}\n`);
      else await shell.write(1, jobLine(job, shell, has("l")));
      if (job.status !== undefined) shell.jobs.delete(job.id);
    }
    return 0;
  },
};

const foreground: Builtin = {
  async run([spec = "%+"], shell) {
    if (!shell.interactive) {
      await shell.complain("fg: no job control");
      return 1;
    }
    const job = findJob(spec.startsWith("%") ? spec : `%${spec}`, shell);
    if (!job) {
      await shell.complain(`fg: ${spec === "%+" ? "current" : spec}: no such job`);
      return 1;
    }
    await shell.write(1, `${job.command}\n`);
    const stop = () => shell.machine.processes.kill(-job.group, "SIGINT");
    shell.signal.addEventListener("abort", stop, { once: true });
    try {
      return await job.done;
    } finally {
      shell.signal.removeEventListener("abort", stop);
      shell.jobs.delete(job.id);
    }
  },
};

const background: Builtin = {
  async run([spec = "%+"], shell) {
    if (!shell.interactive) {
      await shell.complain("bg: no job control");
      return 1;
    }
    const job = findJob(spec.startsWith("%") ? spec : `%${spec}`, shell);
    if (!job) {
      await shell.complain(`bg: ${spec === "%+" ? "current" : spec}: no such job`);
      return 1;
    }
    await shell.complain(`bg: job ${job.id} already in background`);
    return 0;
  },
};

const KILL_USAGE = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n";

const killing: Builtin = {
  async run(args, shell) {
    let name = "TERM";
    let targets = args;
    const [first = ""] = args;
    if (first === "-l" || first === "-L") return listSignals(args.slice(1), shell);
    if (first === "-s" || first === "-n") {
      targets = args.slice(2);
      const found = args[1] === "0" ? "0" : signalName(args[1] ?? "");
      if (!found) return badSignal(args[1] ?? "", shell);
      name = found;
    } else if (/^-./.test(first) && first !== "--") {
      targets = args.slice(1);
      const found = first === "-0" ? "0" : signalName(first.slice(1));
      if (!found) return badSignal(first.slice(1), shell);
      name = found;
    }
    if (targets[0] === "--") targets = targets.slice(1);
    if (targets.length === 0) {
      await shell.write(2, KILL_USAGE);
      return 2;
    }
    let status = 0;
    for (const target of targets) if (!(await killOne(target, name, shell))) status = 1;
    await shell.checkSignals();
    return status;
  },
};

async function killOne(target: string, name: string, shell: Runner): Promise<boolean> {
  const { processes } = shell.machine;
  const job = target.startsWith("%") ? findJob(target, shell) : undefined;
  if (target.startsWith("%") && !job) {
    await shell.complain(`kill: ${target}: no such job`);
    return false;
  }
  if (!job && !/^-?\d+$/.test(target)) {
    await shell.complain(`kill: ${target}: arguments must be process or job IDs`);
    return false;
  }
  const pid = job ? -job.group : Number(target);
  const exists = pid < 0 ? processes.list().some((info) => info.group === -pid) : processes.get(pid) !== undefined;
  if (!exists) {
    if (job) return true;
    await shell.complain(`kill: (${target}) - No such process`);
    return false;
  }
  if (name === "0") return true;
  const signal = deliverable(name);
  if (signal) processes.kill(pid, signal);
  else await shell.complain(`kill: ${name}: processes here cannot be stopped and continued`);
  return signal !== undefined;
}

async function badSignal(text: string, shell: Runner): Promise<number> {
  await shell.complain(`kill: ${text}: invalid signal specification`);
  return 1;
}

async function listSignals(args: readonly string[], shell: Runner): Promise<number> {
  if (args.length === 0) {
    const cells = Object.entries(SIGNALS).map(([name, number]) => `${String(number).padStart(2)}) SIG${name}`);
    let text = "";
    cells.forEach((cell, at) => {
      text += at % 5 === 4 || at === cells.length - 1 ? `${cell}\n` : `${cell}\t`;
    });
    await shell.write(1, text);
    return 0;
  }
  for (const word of args) {
    const number = Number(word) > 128 ? Number(word) - 128 : Number(word);
    const shown = /^\d+$/.test(word) ? signalName(String(number)) : SIGNALS[signalName(word) ?? ""];
    if (shown === undefined) return badSignal(word, shell);
    await shell.write(1, `${shown}\n`);
  }
  return 0;
}

const disowning: Builtin = {
  async run(args, shell) {
    const targets = args.filter((word) => !word.startsWith("-"));
    if (args.includes("-a")) shell.jobs.clear();
    for (const target of targets.length > 0 ? targets : args.includes("-a") ? [] : ["%+"]) {
      const job = findJob(target, shell);
      if (!job) {
        await shell.complain(`disown: ${target === "%+" ? "current" : target}: no such job`);
        return 1;
      }
      if (!args.includes("-h")) shell.jobs.delete(job.id);
    }
    return 0;
  },
};

export const jobBuiltins: Readonly<Record<string, Builtin>> = {
  wait: waiting,
  jobs: listing,
  fg: foreground,
  bg: background,
  kill: killing,
  disown: disowning,
};
