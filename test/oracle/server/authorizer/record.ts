/** Records what the real authorizers say of the cases: `npx tsx test/oracle/server/authorizer/record.ts`, with Go and its module cache. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { grants, identities, pods, policy, requests } from "./cases.ts";

const input = {
  ...policy,
  pods,
  identities,
  requests: requests.map(({ by, attributes }) => ({ by, ...attributes })),
  grants,
};
const output = execFileSync("go", ["run", "./authorizer"], {
  cwd: new URL("..", import.meta.url),
  input: JSON.stringify(input),
  maxBuffer: 1 << 28,
});
const { decisions, grants: handed } = JSON.parse(output.toString()) as { decisions: string[]; grants: string[] };
const words = [...new Set(decisions)];
const numbers = new Map(words.map((word, at) => [word, at.toString(36)]));
const lines = identities.map((_, who) =>
  decisions
    .filter((_, at) => requests[at]!.by === who)
    .map((one) => numbers.get(one)!)
    .join(" "),
);
const recorded = { version: "k8s.io/kubernetes v1.36.0", words, decisions: lines, grants: handed };
const target = new URL("../../../worker/api/server/authorization/recorded/decisions.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(recorded, undefined, 1)}\n`);
