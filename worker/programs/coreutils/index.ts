/**
 * The usual tools of a Unix machine, as small programs that pass data on as it comes.
 *
 * In:   arguments and an Io. Out: what GNU's tools print, with their messages and exit codes.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { cat, nl, tac, tee } from "./cat.ts";
import { diff } from "./diff.ts";
import { base64, cmp, md5sum, od, sha1sum, sha256sum, sha512sum, xxd } from "./encode.ts";
import * as files from "./files.ts";
import { find } from "./find.ts";
import { egrep, fgrep, grep } from "./grep.ts";
import { head, tail } from "./head.ts";
import { ls } from "./ls.ts";
import { less } from "./pager.ts";
import * as run from "./run.ts";
import { comm, sort, uniq } from "./sort.ts";
import * as system from "./system.ts";
import * as text from "./text.ts";

const noPackages = system.unsupported(
  "there is no package manager here: the tools of the lessons are installed already",
);
const noServices = system.unsupported("there is no service manager here: what runs in the cluster runs in pods");

/** By name; `installPrograms` puts them into /usr/bin. */
export const coreutils: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["cat", cat],
  ["tac", tac],
  ["nl", nl],
  ["tee", tee],
  ["head", head],
  ["tail", tail],
  ["grep", grep],
  ["egrep", egrep],
  ["fgrep", fgrep],
  ["wc", text.wc],
  ["cut", text.cut],
  ["tr", text.tr],
  ["rev", text.rev],
  ["paste", text.paste],
  ["column", text.column],
  ["fold", text.fold],
  ["expand", text.expand],
  ["shuf", text.shuf],
  ["sort", sort],
  ["uniq", uniq],
  ["comm", comm],
  ["diff", diff],
  ["cmp", cmp],
  ["ls", ls],
  ["dir", ls],
  ["mkdir", files.mkdir],
  ["rmdir", files.rmdir],
  ["rm", files.rm],
  ["cp", files.cp],
  ["mv", files.mv],
  ["ln", files.ln],
  ["touch", files.touch],
  ["chmod", files.chmod],
  ["chown", files.chown],
  ["chgrp", files.chown],
  ["basename", files.basename],
  ["dirname", files.dirname],
  ["realpath", files.realpath],
  ["readlink", files.readlink],
  ["mktemp", files.mktemp],
  ["stat", files.stat],
  ["du", files.du],
  ["truncate", files.truncate],
  ["install", files.install],
  ["find", find],
  ["base64", base64],
  ["md5sum", md5sum],
  ["sha1sum", sha1sum],
  ["sha256sum", sha256sum],
  ["sha512sum", sha512sum],
  ["od", od],
  ["xxd", xxd],
  ["xargs", run.xargs],
  ["timeout", run.timeout],
  ["nohup", run.nohup],
  ["nice", run.nice],
  ["stdbuf", run.stdbuf],
  ["setsid", run.nice],
  ["env", run.env],
  ["sudo", run.sudo],
  ["watch", run.watch],
  ["which", run.which],
  ["time", run.time],
  ["date", system.date],
  ["sleep", system.sleep],
  ["seq", system.seq],
  ["yes", system.yes],
  ["id", system.id],
  ["whoami", system.whoami],
  ["uname", system.uname],
  ["ps", system.ps],
  ["pgrep", system.pgrep],
  ["pidof", system.pgrep],
  ["pkill", system.pkill],
  ["killall", system.pkill],
  ["kill", system.kill],
  ["uptime", system.uptime],
  ["free", system.free],
  ["df", system.df],
  ["nproc", system.nproc],
  ["clear", system.clear],
  ["reset", system.reset],
  ["tty", system.tty],
  ["stty", system.stty],
  ["tput", system.tput],
  ["printenv", system.printenv],
  ["pwd", system.pwd],
  ["true", system.yesTrue],
  ["false", system.noFalse],
  ["echo", system.echo],
  ["printf", system.printfProgram],
  ["test", system.test],
  ["[", system.bracket],
  ["expr", system.expr],
  ["man", system.man],
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
