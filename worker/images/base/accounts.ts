/** Users and groups of each base, as their packages (base-passwd, alpine-baselayout, buildroot's skeleton) have them. */

/**
 * passwd(5) from words: "bin:2:/bin" is a user whose group has the same number and who may not log in; others have all their
 * fields but the password, "+" for a blank.
 */
const users = (words: string, shell: string): string =>
  words
    .split(" ")
    .map((word) => {
      const [name, uid, home, ...rest] = word.replaceAll("+", " ").split(":");
      return `${(rest.length === 0 ? [name, "x", uid, uid, name, home, shell] : [name, "x", uid, home, ...rest]).join(":")}\n`;
    })
    .join("");

/** group(5) from words: "wheel:10:root". */
const groups = (words: string): string =>
  words
    .split(" ")
    .map((word) => `${word.replace(":", ":x:")}${word.split(":").length < 3 ? ":" : ""}\n`)
    .join("");

const accounts = (passwd: string, shell: string, group: string) => ({
  "/etc/passwd": users(passwd, shell),
  "/etc/group": groups(group),
});

export const DEBIAN_ACCOUNTS = accounts(
  "root:0:0:root:/root:/bin/bash daemon:1:/usr/sbin bin:2:/bin sys:3:/dev sync:4:65534:sync:/bin:/bin/sync " +
    "games:5:60:games:/usr/games:/usr/sbin/nologin man:6:12:man:/var/cache/man:/usr/sbin/nologin lp:7:/var/spool/lpd " +
    "mail:8:/var/mail news:9:/var/spool/news uucp:10:/var/spool/uucp proxy:13:/bin www-data:33:/var/www " +
    "backup:34:/var/backups list:38:38:Mailing+List+Manager:/var/list:/usr/sbin/nologin " +
    "irc:39:39:ircd:/run/ircd:/usr/sbin/nologin _apt:42:65534::/nonexistent:/usr/sbin/nologin " +
    "nobody:65534:/nonexistent",
  "/usr/sbin/nologin",
  "root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 " +
    "voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 " +
    "shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534",
);

export const ALPINE_ACCOUNTS = accounts(
  "root:0:0:root:/root:/bin/sh bin:1:/bin daemon:2:/sbin lp:4:7:lp:/var/spool/lpd:/sbin/nologin " +
    "sync:5:0:sync:/sbin:/bin/sync shutdown:6:0:shutdown:/sbin:/sbin/shutdown halt:7:0:halt:/sbin:/sbin/halt " +
    "mail:8:12:mail:/var/mail:/sbin/nologin news:9:13:news:/usr/lib/news:/sbin/nologin " +
    "uucp:10:14:uucp:/var/spool/uucppublic:/sbin/nologin cron:16:/var/spool/cron ftp:21:21::/var/lib/ftp:/sbin/nologin " +
    "sshd:22:/dev/null games:35:/usr/games ntp:123:123:NTP:/var/empty:/sbin/nologin " +
    "guest:405:100:guest:/dev/null:/sbin/nologin nobody:65534:/",
  "/sbin/nologin",
  "root:0:root bin:1:root,bin,daemon daemon:2:root,bin,daemon sys:3:root,bin adm:4:root,daemon tty:5 disk:6:root lp:7:lp " +
    "kmem:9 wheel:10:root floppy:11:root mail:12:mail news:13:news uucp:14:uucp cron:16:cron audio:18 cdrom:19 " +
    "dialout:20:root ftp:21 sshd:22 input:23 tape:26:root video:27:root netdev:28 kvm:34:kvm games:35 shadow:42 " +
    "www-data:82 users:100:games ntp:123 abuild:300 utmp:406 ping:999 nogroup:65533 nobody:65534",
);

export const BUSYBOX_ACCOUNTS = accounts(
  "root:0:0:root:/root:/bin/sh daemon:1:/usr/sbin bin:2:/bin sys:3:/dev sync:4:100:sync:/bin:/bin/sync " +
    "mail:8:/var/spool/mail www-data:33:/var/www operator:37:37:Operator:/var:/bin/false nobody:65534:/home",
  "/bin/false",
  "root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 kmem:9 wheel:10:root cdrom:11 dialout:18 floppy:19 video:28 " +
    "audio:29 tape:32 www-data:33 operator:37 utmp:43 plugdev:46 staff:50 lock:54 netdev:82 users:100 nobody:65534",
);

/** gcr.io/distroless/static */
export const DISTROLESS_ACCOUNTS = accounts(
  "root:0:/root nobody:65534:/nonexistent nonroot:65532:/home/nonroot",
  "/sbin/nologin",
  "root:0 nobody:65534 tty:5 staff:50 nonroot:65532",
);

/** A base's files with a user more, and a group, in the words above: "nginx:101:101:nginx+user:/nonexistent:/bin/false", "nginx:101". */
export function withAccount(
  files: Readonly<Record<string, string>>,
  account: string,
  group?: string,
): Readonly<Record<string, string>> {
  return {
    ...files,
    "/etc/passwd": (files["/etc/passwd"] ?? "") + users(account, ""),
    "/etc/group": (files["/etc/group"] ?? "") + (group ? groups(group) : ""),
  };
}
