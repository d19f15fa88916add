/** Prints where our answers differ from the recorded ones, field by field: `npm run oracle:compare [SUBJECT or SCENARIO…]`. */
import { startServer } from "./ours.ts";
import { play } from "./play.ts";
import { differences, recordingOf, scenariosOf, subjects } from "./scenarios.ts";

const SHOWN = 6;
const WIDTH = 400;

const short = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, WIDTH);

function differing(ours: unknown, real: unknown, at = ""): string[] {
  if (JSON.stringify(ours) === JSON.stringify(real)) return [];
  const objects = [ours, real].every((one) => typeof one === "object" && one !== null);
  if (!objects || Array.isArray(ours) !== Array.isArray(real)) {
    return [`${at}: ours ${short(ours)}\n${" ".repeat(at.length + 4)} real ${short(real)}`];
  }
  const [a, b] = [ours, real] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(a!), ...Object.keys(b!)])];
  const found = keys.flatMap((key) => differing(a![key], b![key], `${at}.${key}`));
  return found.length > 0 ? found : [`${at}: ours in the order ${Object.keys(a!)}, real ${Object.keys(b!)}`];
}

const wanted = process.argv.slice(2);
let equal = 0;
let different = 0;
for (const subject of subjects) {
  const { version, scenarios } = recordingOf(subject);
  for (const scenario of scenariosOf(subject)) {
    if (wanted.length > 0 && !wanted.includes(subject) && !wanted.includes(scenario.name)) continue;
    const ours = await play(scenario, await startServer(version));
    scenario.steps.forEach(({ says }, i) => {
      const found = differing(ours[i], scenarios[scenario.name]?.[i]);
      if (found.length === 0) {
        equal++;
        return;
      }
      different++;
      const why = differences[scenario.name]?.[says];
      const lines = found.slice(0, SHOWN).map((line) => `   ${line}\n`);
      process.stdout.write(`## ${scenario.name} | ${says}${why ? ` (known: ${why})` : ""}\n${lines.join("")}`);
    });
  }
}
process.stdout.write(`${equal} equal, ${different} different\n`);
