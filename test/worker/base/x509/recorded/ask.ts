/** Asks Go: `npx tsx test/worker/base/x509/recorded/ask.ts`, which writes go.json. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { PAIRS, QUESTIONS } from "../questions.ts";
import { RECORDED } from "./certificates.ts";

const pem = (name: keyof typeof RECORDED) => RECORDED[name].crt;
const asked = [...QUESTIONS.map((one) => ({ ...one, chain: one.chain.map(pem), trusted: one.trusted.map(pem) })), ...PAIRS];
const folder = new URL(".", import.meta.url).pathname;
const answers = execFileSync("go", ["run", "verify.go"], { cwd: folder, input: JSON.stringify(asked), encoding: "utf8" });
writeFileSync(`${folder}/go.json`, answers);
