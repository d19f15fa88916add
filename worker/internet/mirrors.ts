import type { Site } from "../base/site.ts";

/** Where package managers of images look: the indexes are there, what is in packages comes with the image's programs. */
export const mirrors: readonly Site[] = [
  {
    names: ["dl-cdn.alpinelinux.org"],
    pages: ["main", "community"].map((repository) => ({
      path: `/alpine/v3.21/${repository}/x86_64/APKINDEX.tar.gz`,
      content: "",
      says: "packages for apk",
    })),
  },
  {
    names: ["deb.debian.org"],
    pages: [
      {
        path: "/debian/dists/bookworm/InRelease",
        content: "Suite: stable\nCodename: bookworm\n",
        says: "packages for apt-get",
      },
    ],
  },
];
