import { expect, test } from "vitest";
import { testLesson } from "../../../worker/hosts/node/lessonTest.ts";

const index = {
  title: "A manifest from the web",
  details: {
    intro: { text: "intro.md" },
    steps: [{ title: "Apply it", text: "step1/text.md", verify: "step1/verify.sh" }],
  },
};

const files = {
  "index.json": JSON.stringify(index),
  "intro.md": "",
  "step1/text.md": "",
  "step1/verify.sh": "kubectl get configmap from-the-web || { echo 'it is not there'; exit 1; }",
  "step1/solution.sh": "kubectl apply -f https://lab.example/manifests/map.yaml",
  "step1/alternatives/by-hand.sh": "curl -sO http://lab.example/manifests/map.yaml && kubectl create -f map.yaml",
  "step1/wrong/elsewhere.sh": "# says: it is not there\nkubectl apply -f https://lab.example/manifests/other.yaml",
  "internet/lab.example/manifests/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: from-the-web\n",
};

test("a lesson's pages are on the internet for its scripts, and still there when a step is taken back", async () => {
  expect(await testLesson(files)).toEqual([]);
});

test("without them the same lesson cannot be solved", async () => {
  const { "internet/lab.example/manifests/map.yaml": _, ...rest } = files;
  expect((await testLesson(rest)).join("\n")).toContain("the solution does not pass");
});
