import { readFileSync } from "node:fs";

/** Template expressions, one a line; the real helm's answers stand in recorded/ (scripts/record-sprig.ts). */
export const expressions: readonly string[] = readFileSync(new URL("./expressions.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "");

/** A chart that prints each expression's value between marks. */
export const sprigChart: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: sprig\nversion: 0.1.0\nappVersion: '7'\nmaintainers:\n- name: someone\n",
  "values.yaml":
    "whole: 3\nbig: 1234567\nhalf: 2.5\ntext: words\nempty: ''\nnothing: null\nlist: [a, b, 3]\nmap: {x: 1, y: [z]}\n",
  "notes/a.txt": "one\ntwo\n",
  "notes/b.conf": "key=value\n",
  "templates/_greet.tpl": '{{ define "greet" }}hello {{ .name }}{{ end }}',
  "templates/all.yaml": `data:\n${expressions.map((line, at) => `# <${at}>{{ ${line} | toJson }}</${at}>\n`).join("")}`,
};

/** The values in what was rendered, by number of the expression. */
export const valuesIn = (rendered: string): readonly string[] =>
  expressions.map((_, at) => new RegExp(`<${at}>([\\s\\S]*?)</${at}>`).exec(rendered)?.[1] ?? "nothing");
