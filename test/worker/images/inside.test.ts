import { describe, expect, test } from "vitest";
import { container } from "./container.ts";

/** What somebody sees who looks around in a container of an image: `kubectl exec POD -- sh -c COMMAND`. */
interface Look {
  readonly command: string;
  readonly stdout?: string | RegExp;
  readonly stderr?: string;
  readonly code?: number;
}

const ANYWHERE: readonly Look[] = [
  { command: "uname -r", stdout: "6.8.0\n" },
  { command: "cat /proc/sys/kernel/osrelease", stdout: "6.8.0\n" },
  { command: "cat /proc/1/cmdline | tr '\\0' ' '", stdout: "sleep 1d " },
  { command: "cat /proc/1/comm", stdout: "sleep\n" },
  { command: "cat /proc/self/comm", stdout: "cat\n" },
  { command: "grep -c . /proc/self/status", stdout: /^\d\d\n$/ },
  { command: "head -1 /proc/meminfo", stdout: "MemTotal:        8388608 kB\n" },
  { command: "grep -c ^processor /proc/cpuinfo", stdout: "4\n" },
  { command: "head -1 /proc/mounts", stdout: "overlay / overlay rw,relatime 0 0\n" },
  { command: "tr '\\0' '\\n' < /proc/1/environ | grep HOSTNAME", stdout: "HOSTNAME=web\n" },
  { command: "cut -d ' ' -f 2- /proc/loadavg | cut -c 1-9", stdout: "0.03 0.01\n" },
  { command: "sh -c 'echo 1 > /proc/sys/vm/swappiness' 2>/dev/null; echo $?", stdout: "1\n" },
];

const IMAGES: readonly { readonly image: string; readonly looks: readonly Look[] }[] = [
  {
    image: "busybox",
    looks: [
      { command: "id", stdout: "uid=0(root) gid=0(root) groups=0(root),10(wheel)\n" },
      { command: "id -un; id -Gn", stdout: "root\nroot wheel\n" },
      { command: "id www-data", stdout: "uid=33(www-data) gid=33(www-data) groups=33(www-data)\n" },
      { command: "grep ^Groups: /proc/self/status", stdout: "Groups:\t0 10 \n" },
    ],
  },
  {
    image: "alpine",
    looks: [
      {
        command: "id",
        stdout:
          "uid=0(root) gid=0(root) groups=0(root),1(bin),2(daemon),3(sys),4(adm),6(disk),10(wheel),11(floppy),20(dialout),26(tape),27(video)\n",
      },
    ],
  },
  {
    image: "debian",
    looks: [
      { command: "id; groups", stdout: "uid=0(root) gid=0(root) groups=0(root)\nroot\n" },
      { command: "id nosuch", stderr: "id: ‘nosuch’: no such user\n", code: 1 },
    ],
  },
  {
    image: "curlimages/curl",
    looks: [
      { command: "id", stdout: "uid=100(curl_user) gid=101(curl_group) groups=101(curl_group)\n" },
      { command: "whoami; echo ~", stdout: "curl_user\n/home/curl_user\n" },
    ],
  },
];

describe.each(IMAGES)("$image", async ({ image, looks }) => {
  const pod = await container(image, { args: ["sleep", "1d"] });
  test.each([...ANYWHERE, ...looks])("$command", async ({ command, stdout = "", stderr = "", code = 0 }) => {
    const got = await pod.exec("sh", "-c", command);
    expect(got).toEqual({ code, stdout: typeof stdout === "string" ? stdout : expect.stringMatching(stdout), stderr });
  });
});

test("the status tells the user with all groups", async () => {
  const pod = await container("busybox", { args: ["sleep", "1d"] }, { securityContext: { fsGroup: 2000 } });
  expect(pod.state()?.user).toEqual({ linux: { uid: 0, gid: 0, supplementalGroups: [0, 10, 2000] } });
});

test("after exec, a process has the name of what it has become", async () => {
  const pod = await container("busybox", { command: ["sh", "-c", "exec sleep 7"] });
  expect((await pod.exec("cat", "/proc/1/cmdline")).stdout).toBe("sleep\0" + "7\0");
});
