import { expect, test } from "vitest";
import { lab } from "./lab.ts";

test("a loop of 10,000 rounds takes less than a second of the processor", async () => {
  const started = process.cpuUsage();
  expect((await lab().bash("i=0; while ((i < 10000)); do x=$((x + i)); i=$((i + 1)); done; echo $x")).stdout).toBe(
    "49995000\n",
  );
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
});

test("a fork bomb runs into the limit of processes and dies out", async () => {
  const { bash, machine } = lab({ maxProcesses: 64 });
  const { stderr } = await bash("bomb() { bomb | bomb & }; bomb; sleep 60; echo survived");
  expect(stderr).toContain("fork: retry: Resource temporarily unavailable");
  machine.processes.killAll("SIGKILL");
});

test("a function that calls itself forever is stopped", async () => {
  const { stderr, exitCode } = await lab().bash("f() { f; }; f");
  expect(stderr).toBe("bash: line 1: f: maximum function nesting level exceeded (1000)\n");
  expect(exitCode).not.toBe(0);
});

test("a writer stops when its reader has gone", async () => {
  expect(
    (await lab().bash("yes | head -1; while :; do echo x; done | head -1; echo $" + "{PIPESTATUS[*]}")).stdout,
  ).toBe("y\nx\n141 0\n");
});

test("an endless loop ends when it is told to, and time passes in it", async () => {
  const { stdout } = await lab().bash(
    "while :; do :; done & p=$!; sleep 1; kill $p; wait $p; echo $?; timeout 1 sh -c 'while :; do :; done'; echo $?",
  );
  expect(stdout).toBe("143\n124\n");
});

test("timeout ends a program that does nothing but write", async () => {
  expect((await lab().bash("timeout 2 yes > /dev/null; echo $?")).stdout).toBe("124\n");
});

test("100,000 lines pass through a pipeline", async () => {
  expect((await lab().bash("seq 100000 | grep -c 7; for i in {1..20000}; do echo $i; done | wc -l")).stdout).toBe(
    "40951\n20000\n",
  );
});

test("the small shell of a container says what is not there in its own words", async () => {
  const { run } = lab();
  expect((await run(["ash", "-c", "nope"])).stderr).toBe("ash: nope: not found\n");
});

test("a script finds its interpreter in /bin as in /usr/bin", async () => {
  const script =
    "printf '#!/bin/bash\\necho $0 $1\\n' > s; chmod +x s; ./s one; printf '#!/usr/bin/env bash\\necho two\\n' > s; ./s";
  expect((await lab().bash(script)).stdout).toBe("./s one\ntwo\n");
});
