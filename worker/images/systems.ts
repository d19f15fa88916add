import type { Image } from "../kubelet/image.ts";
import {
  alpine,
  alpineWithCurl,
  type BaseImage,
  busybox,
  debian,
  debianWithDns,
  netshoot,
  ubuntu,
  withAccount,
} from "./base/index.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

interface SystemParts {
  readonly repositories: readonly string[];
  readonly tags: RegExp;
  readonly sizeBytes: number;
  readonly base: BaseImage;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly user?: Image["user"];
  /** The directory that is its user's own. */
  readonly home?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** An image that is a shell and its tools. */
function system({
  repositories,
  tags,
  sizeBytes,
  base,
  entrypoint = [],
  command,
  user,
  home,
  files,
}: SystemParts): Image {
  return {
    repositories,
    hasTag: (tag) => tags.test(tag),
    sizeBytes,
    entrypoint,
    command,
    env: { PATH },
    workingDirectory: "/",
    user: user ?? { name: "root", uid: 0 },
    ...(home && { ownedByUser: [home] }),
    files: () => ({ ...base.files, ...files }),
    programs: () => new Map(),
    tools: base.tools,
    ...(base.installable && { installable: base.installable }),
  };
}

export const busyboxImage = system({
  repositories: ["docker.io/library/busybox"],
  tags: /^(latest|stable|unstable|1|1\.\d\d(\.\d)?|glibc|musl|uclibc)(-(glibc|musl|uclibc))?$/,
  sizeBytes: 2_156_519,
  base: busybox,
  command: ["sh"],
});
export const alpineImage = system({
  repositories: ["docker.io/library/alpine"],
  tags: /^(latest|edge|3|3\.\d{1,2}(\.\d{1,2})?)$/,
  sizeBytes: 3_642_247,
  base: alpine,
  command: ["/bin/sh"],
});
export const debianImage = system({
  repositories: ["docker.io/library/debian"],
  tags: /^(latest|stable|testing|unstable|sid|1[0-3](\.\d{1,2})?|bookworm|bullseye|buster|trixie)(-slim)?(-\d{8})?$/,
  sizeBytes: 48_494_272,
  base: debian,
  command: ["bash"],
});
export const ubuntuImage = system({
  repositories: ["docker.io/library/ubuntu"],
  tags: /^(latest|rolling|devel|(1[468]|2[0-6])\.(04|10)|xenial|bionic|focal|jammy|noble|oracular|plucky)$/,
  sizeBytes: 29_718_272,
  base: ubuntu,
  command: ["/bin/bash"],
});
export const netshootImage = system({
  repositories: ["docker.io/nicolaka/netshoot", "ghcr.io/nicolaka/netshoot"],
  tags: /^(latest|v0\.\d{1,2})$/,
  sizeBytes: 208_121_856,
  base: netshoot,
  command: ["zsh"],
});
export const curlImage = system({
  repositories: ["docker.io/curlimages/curl", "quay.io/curl/curl"],
  tags: /^(latest|[78]\.\d{1,2}\.\d{1,2})$/,
  sizeBytes: 9_536_512,
  base: alpineWithCurl,
  entrypoint: ["/entrypoint.sh"],
  command: ["curl"],
  // Options go to curl, anything else is a command of its own.
  files: {
    ...withAccount(
      alpineWithCurl.files,
      "curl_user:100:101:Linux+User,,,:/home/curl_user:/sbin/nologin",
      "curl_group:101",
    ),
    "/home/curl_user/": "",
    "/entrypoint.sh": '#!/bin/sh\ncase "$1" in\n  -*|http*) exec curl "$@" ;;\n  *) exec "$@" ;;\nesac\n',
  },
  user: { name: "curl_user", uid: 100 },
  home: "/home/curl_user",
});
export const dnsutilsImage = system({
  repositories: [
    "registry.k8s.io/e2e-test-images/jessie-dnsutils",
    "docker.io/tutum/dnsutils",
    "registry.k8s.io/e2e-test-images/agnhost-dnsutils",
  ],
  tags: /^(latest|1\.\d)$/,
  sizeBytes: 112_030_336,
  base: debianWithDns,
  command: ["sleep", "infinity"],
});

export const systemImages: readonly Image[] = [
  busyboxImage,
  alpineImage,
  debianImage,
  ubuntuImage,
  netshootImage,
  curlImage,
  dnsutilsImage,
];
