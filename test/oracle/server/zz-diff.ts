// prints a short diff for each step that differs
import { readFileSync } from "node:fs";
import { startServer } from "./ours.ts";
import { play } from "./play.ts";
import { scenariosOf, subjects, recordingOf } from "./scenarios.ts";
import { differences } from "./differences.ts";
const out: string[] = [];
function diff(a: any, b: any, path: string): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b)) return [`${path}: ours ${JSON.stringify(a)?.slice(0, 400)}\n      real ${JSON.stringify(b)?.slice(0, 400)}`];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const r: string[] = [];
  for (const k of keys) r.push(...diff(a[k], b[k], `${path}.${k}`));
  if (r.length === 0) r.push(`${path}: order ours ${Object.keys(a)} real ${Object.keys(b)}`);
  return r;
}
const only = process.argv.slice(2);
let eq = 0, dif = 0;
const list: Record<string, string[]> = {};
for (const s of subjects) for (const sc of scenariosOf(s)) {
  if (only.length && !only.includes(s) && !only.includes(sc.name)) continue;
  const rec = recordingOf(s).scenarios[sc.name]!;
  let ours: any[];
  try { ours = await play(sc, await startServer("v1.36.0")); } catch (e) { console.log("##", sc.name, "THREW", String(e)); list[sc.name] = sc.steps.map((x) => x.says); continue; }
  sc.steps.forEach((st, i) => {
    const d = diff(ours[i], rec[i], "");
    if (d.length === 0) { eq++; return; }
    dif++; (list[sc.name] ??= []).push(st.says);
    const known = differences[sc.name]?.[st.says];
    console.log(`## ${sc.name} | ${st.says}${known ? " (known: " + known + ")" : ""}\n   ` + d.slice(0, 6).join("\n   "));
  });
}
console.log(eq, "equal", dif, "different");
