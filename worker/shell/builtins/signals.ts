import type { SignalName } from "../program.ts";

/** Signal numbers on Linux; those we deliver have a SignalName. */
export const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
};

/** "INT" for "INT", "SIGINT", "int" or "2". */
export function signalName(text: string): string | undefined {
  if (/^\d+$/.test(text)) return Object.entries(SIGNALS).find(([, number]) => number === Number(text))?.[0];
  const name = text.toUpperCase().replace(/^SIG/, "");
  return name in SIGNALS ? name : undefined;
}

const DELIVERED = new Set(["HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "PIPE", "TERM", "CHLD"]);

/** The signal as programs here know it; undefined for those that nothing here can act on (STOP, TSTP, CONT …). */
export const deliverable = (name: string): SignalName | undefined =>
  DELIVERED.has(name) ? (`SIG${name}` as SignalName) : undefined;
