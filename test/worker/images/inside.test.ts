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
      { command: "nope", stderr: "sh: 1: nope: not found\n", code: 127 },
      { command: "cd /x", stderr: "sh: 1: cd: can't cd to /x\n", code: 1 },
      { command: "bash -c nope", stderr: "bash: line 1: nope: command not found\n", code: 127 },
      { command: "readlink /bin /bin/sh", stdout: "usr/bin\ndash\n" },
      {
        command: "ps; ip a; vi x",
        stderr: "sh: 1: ps: not found\nsh: 1: ip: not found\nsh: 1: vi: not found\n",
        code: 127,
      },
      { command: "ls nope", stderr: "ls: cannot access 'nope': No such file or directory\n", code: 2 },
      { command: "which sh ls", stdout: "/usr/bin/sh\n/usr/bin/ls\n" },
      {
        command: "df -h / /dev/shm",
        stdout:
          "Filesystem      Size  Used Avail Use% Mounted on\noverlay         100G   24G   76G  24% /\nshm              64M     0   64M   0% /dev/shm\n",
      },
      { command: "df /nope", stderr: "df: /nope: No such file or directory\n", code: 1 },
      { command: "id; groups", stdout: "uid=0(root) gid=0(root) groups=0(root)\nroot\n" },
      { command: "id nosuch", stderr: "id: ‘nosuch’: no such user\n", code: 1 },
    ],
  },
  {
    image: "nicolaka/netshoot",
    looks: [
      {
        command: "ip addr show eth0",
        stdout: `2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether 0a:58:0a:f4:01:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0
    inet 10.244.1.2/24 brd 10.244.1.255 scope global eth0
       valid_lft forever preferred_lft forever
`,
      },
      {
        command: "ip route; ip neigh",
        stdout:
          "default via 10.244.1.1 dev eth0 \n10.244.1.0/24 via 10.244.1.1 dev eth0 src 10.244.1.2 \n10.244.1.1 dev eth0 scope link src 10.244.1.2 \n10.244.1.1 dev eth0 lladdr 0a:58:0a:f4:01:01 REACHABLE \n",
      },
      { command: "which ip ps nc", stdout: "/usr/bin/ip\n/bin/ps\n/usr/bin/nc\n" },
      { command: "tcpdump -i any", stderr: "tcpdump: Gatehouse has no program for this\n", code: 1 },
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

test("nginx shows a master and its workers", async () => {
  const pod = await container("nginx:alpine");
  expect((await pod.exec("ps")).stdout).toBe(`PID   USER     TIME  COMMAND
    1 root      0:00 nginx: master process nginx -g daemon off;
   29 nginx     0:00 nginx: worker process
   30 nginx     0:00 nginx: worker process
   31 root      0:00 ps
`);
});

test.each([
  { image: "traefik/whoami", args: [] },
  { image: "hashicorp/http-echo", args: ["-text=hi"] },
  { image: "registry.k8s.io/pause:3.10", args: [] },
])("$image has no shell", async ({ image, args }) => {
  const pod = await container(image, { args });
  await expect(pod.exec("sh")).rejects.toThrow('exec: "sh": executable file not found in $PATH');
});
