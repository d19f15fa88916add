import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, lab } from "../cluster/lab.ts";
import { container } from "../images/container.ts";

describe("in a cluster whose pods reach the mirrors", () => {
  let world: Lab;
  const sh = (script: string) => world.sandbox.clock.drive(world.sandbox.places.laptop.run(script));
  beforeAll(async () => {
    world = await lab();
    await sh(
      "kubectl run alp --image=alpine -- sleep 1d; kubectl run deb --image=debian -- sleep 1d; kubectl wait --for=condition=Ready pod --all",
    );
  });
  afterAll(() => world.end());

  test("apk add brings a program that can be run, with apk's own words", async () => {
    expect((await sh("kubectl exec alp -- jq --version")).stderr).toContain('exec: "jq": executable file not found');
    expect(
      (await sh("kubectl exec alp -- apk add jq")).stdout,
    ).toBe(`fetch https://dl-cdn.alpinelinux.org/alpine/v3.21/main/x86_64/APKINDEX.tar.gz
fetch https://dl-cdn.alpinelinux.org/alpine/v3.21/community/x86_64/APKINDEX.tar.gz
(1/2) Installing oniguruma (6.9.9-r0)
(2/2) Installing jq (1.7.1-r0)
Executing busybox-1.37.0-r12.trigger
OK: 9 MiB in 17 packages
`);
    expect((await sh("kubectl exec alp -- sh -c 'echo [3] | jq .[0]'")).stdout).toBe("3\n");
    expect((await sh("kubectl exec alp -- apk add jq")).stdout).toContain("\nOK: 9 MiB in 17 packages\n");
    expect((await sh("kubectl exec alp -- apk del jq; kubectl exec alp -- jq .")).stderr).toContain(
      "executable file not found",
    );
  });

  test("apk does not know every package", async () => {
    expect(await sh("kubectl exec alp -- apk add -q nosuch")).toMatchObject({
      exitCode: 1,
      stderr:
        "ERROR: unable to select packages:\n  nosuch (no such package):\n    required by: world[nosuch]\ncommand terminated with exit code 1\n",
    });
  });

  test("apt-get knows nothing before an update, and asks before it installs", async () => {
    expect((await sh("kubectl exec deb -- apt-get install -y jq")).stderr).toContain(
      "E: Unable to locate package jq\n",
    );
    const update = await sh("kubectl exec deb -- apt-get update");
    expect(update.stdout).toMatch(/^Get:1 http:\/\/deb\.debian\.org\/debian bookworm InRelease \[151 kB\]\n/);
    expect((await sh("kubectl exec deb -- apt-get install jq")).stdout).toMatch(
      /Do you want to continue\? \[Y\/n\] Abort\.\n$/,
    );
    const { stdout } = await sh("kubectl exec deb -- apt-get install -y jq");
    expect(stdout).toContain("The following NEW packages will be installed:\n  jq libjq1 libonig5\n");
    expect(stdout).toMatch(/Setting up jq \(1\.6-2\.1\+deb12u1\) \.\.\.\n/);
    expect((await sh("kubectl exec deb -- sh -c 'echo {} | jq -c .'")).stdout).toBe("{}\n");
    expect((await sh("kubectl exec deb -- apt-get install -y jq")).stdout).toContain(
      "jq is already the newest version",
    );
  });
});

/** Without a network that leads anywhere. */
test.each([
  {
    image: "alpine",
    command: ["apk", "add", "curl"],
    said: /WARNING: fetching https:\/\/dl-cdn\.alpinelinux\.org\/alpine\/v3\.21\/main: .*\n(.*\n)+ERROR: unable to select packages:\n {2}curl \(no such package\):\n {4}required by: world\[curl\]\n/,
  },
  {
    image: "debian",
    command: ["apt-get", "update"],
    said: /W: Failed to fetch http:\/\/deb\.debian\.org\/debian\/dists\/bookworm\/InRelease {2}Temporary failure resolving 'deb\.debian\.org'\n/,
  },
])("$image: $command fails in its own words", async ({ image, command, said }) => {
  const pod = await container(image, { args: ["sleep", "1d"] });
  expect((await pod.exec(...command)).stderr).toMatch(said);
});
