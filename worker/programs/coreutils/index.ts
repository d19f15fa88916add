/**
 * The usual tools of a Unix machine, as small programs that pass data on as it comes.
 *
 * In:   arguments and an Io. Out: what GNU's tools print, with their messages and exit codes.
 * They are fetched when the first one is used, so that starting a sandbox does not wait for them.
 *
 * A tool is a file in tools/, a line in tools.ts and a name here, which has to be known before the tool is fetched.
 * What several of them need stands beside this file.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";

const NAMES = `
cat tac nl tee head tail grep egrep fgrep wc cut tr rev paste column fold expand shuf sort uniq comm diff
cmp ls dir mkdir rmdir rm cp mv ln touch chmod chown chgrp basename dirname realpath readlink mktemp stat du
truncate install find base64 md5sum sha1sum sha256sum sha512sum od xxd xargs timeout nohup nice stdbuf setsid
env sudo watch which time date sleep seq yes id whoami groups uname ps pgrep pidof pkill killall kill uptime free df mount top
nproc clear reset tty stty tput printenv pwd true false echo printf test [ expr man less more apt apt-get apk
yum systemctl service journalctl
`;

const fetched =
  (name: string): Program =>
  async (args, io) => {
    const { tools } = await io.clock.hold(import("./tools.ts"));
    return tools.get(name)!(args, io);
  };

/** By name; `installPrograms` puts them into /usr/bin. */
export const coreutils: ReadonlyMap<string, Program> = new Map(
  NAMES.trim()
    .split(/\s+/)
    .map((name) => [name, fetched(name)]),
);
