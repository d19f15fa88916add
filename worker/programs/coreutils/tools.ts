import type { Program } from "../../shell/program.ts";
import { base64 } from "./tools/base64.ts";
import { basename } from "./tools/basename.ts";
import { cat } from "./tools/cat.ts";
import { md5sum, sha1sum, sha256sum, sha512sum } from "./tools/checksum.ts";
import { chmod } from "./tools/chmod.ts";
import { chown } from "./tools/chown.ts";
import { clear } from "./tools/clear.ts";
import { cmp } from "./tools/cmp.ts";
import { column } from "./tools/column.ts";
import { comm } from "./tools/comm.ts";
import { cp } from "./tools/cp.ts";
import { cut } from "./tools/cut.ts";
import { date } from "./tools/date.ts";
import { df } from "./tools/df.ts";
import { diff } from "./tools/diff.ts";
import { dirname } from "./tools/dirname.ts";
import { du } from "./tools/du.ts";
import { echo } from "./tools/echo.ts";
import { env } from "./tools/env.ts";
import { expand } from "./tools/expand.ts";
import { expr } from "./tools/expr.ts";
import { find } from "./tools/find.ts";
import { fold } from "./tools/fold.ts";
import { free } from "./tools/free.ts";
import { egrep, fgrep, grep } from "./tools/grep.ts";
import { groups } from "./tools/groups.ts";
import { head } from "./tools/head.ts";
import { id } from "./tools/id.ts";
import { install } from "./tools/install.ts";
import { kill } from "./tools/kill.ts";
import { less } from "./tools/less.ts";
import { ln } from "./tools/ln.ts";
import { ls } from "./tools/ls.ts";
import { man } from "./tools/man.ts";
import { mkdir } from "./tools/mkdir.ts";
import { mktemp } from "./tools/mktemp.ts";
import { mount } from "./tools/mount.ts";
import { mv } from "./tools/mv.ts";
import { nice, nohup, stdbuf } from "./tools/nice.ts";
import { nl } from "./tools/nl.ts";
import { nproc } from "./tools/nproc.ts";
import { od } from "./tools/od.ts";
import { paste } from "./tools/paste.ts";
import { pgrep, pkill } from "./tools/pgrep.ts";
import { printenv } from "./tools/printenv.ts";
import { printfProgram } from "./tools/printf.ts";
import { ps } from "./tools/ps.ts";
import { pwd } from "./tools/pwd.ts";
import { readlink } from "./tools/readlink.ts";
import { realpath } from "./tools/realpath.ts";
import { reset } from "./tools/reset.ts";
import { rev } from "./tools/rev.ts";
import { rm } from "./tools/rm.ts";
import { rmdir } from "./tools/rmdir.ts";
import { seq } from "./tools/seq.ts";
import { shuf } from "./tools/shuf.ts";
import { sleep } from "./tools/sleep.ts";
import { sort } from "./tools/sort.ts";
import { stat } from "./tools/stat.ts";
import { stty } from "./tools/stty.ts";
import { sudo } from "./tools/sudo.ts";
import { tac } from "./tools/tac.ts";
import { tail } from "./tools/tail.ts";
import { tee } from "./tools/tee.ts";
import { bracket, test } from "./tools/test.ts";
import { time } from "./tools/time.ts";
import { timeout } from "./tools/timeout.ts";
import { top } from "./tools/top.ts";
import { touch } from "./tools/touch.ts";
import { tput } from "./tools/tput.ts";
import { tr } from "./tools/tr.ts";
import { fail, succeed } from "./tools/true.ts";
import { truncate } from "./tools/truncate.ts";
import { tty } from "./tools/tty.ts";
import { uname } from "./tools/uname.ts";
import { uniq } from "./tools/uniq.ts";
import { unsupported } from "./tools/unsupported.ts";
import { uptime } from "./tools/uptime.ts";
import { watch } from "./tools/watch.ts";
import { wc } from "./tools/wc.ts";
import { which } from "./tools/which.ts";
import { whoami } from "./tools/whoami.ts";
import { xargs } from "./tools/xargs.ts";
import { xxd } from "./tools/xxd.ts";
import { yes } from "./tools/yes.ts";

const noPackages = unsupported("there is no package manager here: the tools of the lessons are installed already");
const noServices = unsupported("there is no service manager here: what runs in the cluster runs in pods");

/** Every tool by name. Fetched as a whole when the first one is used. */
export const tools: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["cat", cat],
  ["tac", tac],
  ["nl", nl],
  ["tee", tee],
  ["head", head],
  ["tail", tail],
  ["grep", grep],
  ["egrep", egrep],
  ["fgrep", fgrep],
  ["wc", wc],
  ["cut", cut],
  ["tr", tr],
  ["rev", rev],
  ["paste", paste],
  ["column", column],
  ["fold", fold],
  ["expand", expand],
  ["shuf", shuf],
  ["sort", sort],
  ["uniq", uniq],
  ["comm", comm],
  ["diff", diff],
  ["cmp", cmp],
  ["ls", ls],
  ["dir", ls],
  ["mkdir", mkdir],
  ["rmdir", rmdir],
  ["rm", rm],
  ["cp", cp],
  ["mv", mv],
  ["ln", ln],
  ["touch", touch],
  ["chmod", chmod],
  ["chown", chown],
  ["chgrp", chown],
  ["basename", basename],
  ["dirname", dirname],
  ["realpath", realpath],
  ["readlink", readlink],
  ["mktemp", mktemp],
  ["stat", stat],
  ["du", du],
  ["truncate", truncate],
  ["install", install],
  ["find", find],
  ["base64", base64],
  ["md5sum", md5sum],
  ["sha1sum", sha1sum],
  ["sha256sum", sha256sum],
  ["sha512sum", sha512sum],
  ["od", od],
  ["xxd", xxd],
  ["xargs", xargs],
  ["timeout", timeout],
  ["nohup", nohup],
  ["nice", nice],
  ["stdbuf", stdbuf],
  ["setsid", nice],
  ["env", env],
  ["sudo", sudo],
  ["watch", watch],
  ["which", which],
  ["time", time],
  ["date", date],
  ["sleep", sleep],
  ["seq", seq],
  ["yes", yes],
  ["id", id],
  ["whoami", whoami],
  ["groups", groups],
  ["uname", uname],
  ["ps", ps],
  ["pgrep", pgrep],
  ["pidof", pgrep],
  ["pkill", pkill],
  ["killall", pkill],
  ["kill", kill],
  ["uptime", uptime],
  ["free", free],
  ["df", df],
  ["mount", mount],
  ["top", top],
  ["nproc", nproc],
  ["clear", clear],
  ["reset", reset],
  ["tty", tty],
  ["stty", stty],
  ["tput", tput],
  ["printenv", printenv],
  ["pwd", pwd],
  ["true", succeed],
  ["false", fail],
  ["echo", echo],
  ["printf", printfProgram],
  ["test", test],
  ["[", bracket],
  ["expr", expr],
  ["man", man],
  ["less", less],
  ["more", less],
  ["apt", noPackages],
  ["apt-get", noPackages],
  ["apk", noPackages],
  ["yum", noPackages],
  ["systemctl", noServices],
  ["service", noServices],
  ["journalctl", noServices],
]);
