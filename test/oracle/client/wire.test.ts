import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, test } from "vitest";
import { compareClients } from "./compare.ts";
import { type Group, readGroups } from "./lines.ts";

/** The list of command lines that lies beside the project where it is developed. */
const FACTS = resolve(import.meta.dirname, "../../../../shared/facts/kubectl-wire.md");

/** What is not the same by intent or by chance, and why. */
const NOT_COMPARED: readonly (readonly [line: RegExp, because: string])[] = [
  [/^kubectl options$|--help$/, "help is in our own words"],
  [/^kubectl label pod \S+ --list$/, "the real one goes over a map, in any order"],
  [/^kubectl cp hostname\.txt /, "a real client tells of the closed connection now and then"],
  [/^kubectl logs .*(?:--all-containers|-l )/, "the real one goes over a map, in any order"],
  [/^kubectl drain /, "asks again and again by a clock of its own, and evicts in any order"],
  [/^kubectl top /, "its words depend on how often the real one asks"],
  [/^helm (get all|status)/, "the real one goes over a map, in any order"],
];

function groups(): readonly Group[] {
  const text = readFileSync(FACTS, "utf8");
  const list = /^## 7\..*?^```\n(.*?)^```/ms.exec(text)?.[1] ?? "";
  return readGroups(list).map(({ name, lines }) => ({
    name,
    lines: lines.filter(({ line }) => !NOT_COMPARED.some(([pattern]) => pattern.test(line))),
  }));
}

if (existsSync(FACTS)) {
  compareClients("listed command lines", groups(), ([pod = ""]) => ({
    "web-6d4cf56db6-aaaaa": pod,
    "node-a": "kind-worker",
  }));
} else describe("listed command lines", () => test.skip(`${FACTS} is not there`, () => {}));
