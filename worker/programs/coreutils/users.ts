import { FileError } from "../../shell/files.ts";
import type { Io, User } from "../../shell/program.ts";
import { type Account, type Group, readAccounts, readGroups } from "../accounts.ts";

function readText(io: Io, path: string): string {
  try {
    return io.files.readText(path);
  } catch (error) {
    if (error instanceof FileError) return "";
    throw error;
  }
}

/** Whom the machine knows: /etc/passwd. */
export const accountsIn = (io: Io): readonly Account[] => readAccounts(readText(io, "/etc/passwd"));

/** /etc/group */
export const groupsIn = (io: Io): readonly Group[] => readGroups(readText(io, "/etc/group"));

/** The name of a user by number, from /etc/passwd. */
export function userName(uid: number, io: Io): string {
  if (uid === io.user.uid) return io.user.name;
  return accountsIn(io).find((one) => one.uid === uid)?.name ?? (uid === 0 ? "root" : String(uid));
}

/** The name of the group that a user's files belong to: files have no group of their own here. */
export function groupName(uid: number, io: Io): string {
  const gid = accountsIn(io).find((one) => one.uid === uid)?.gid ?? (uid === io.user.uid ? primaryGroup(io.user) : uid);
  return groupsIn(io).find((one) => one.gid === gid)?.name ?? (gid === 0 ? "root" : String(gid));
}

export const primaryGroup = (user: User): number => user.gid ?? user.uid;

/** A user in numbers, with the names that they have here. */
export interface Identity {
  readonly uid: number;
  readonly user: string | undefined;
  readonly gid: number;
  readonly groups: readonly { readonly gid: number; readonly name: string | undefined }[];
}

/** Of the process, or of a user by name or number as the files have it; undefined when there is no such user. */
export function identityOf(io: Io, who?: string): Identity | undefined {
  const accounts = accountsIn(io);
  const known = groupsIn(io);
  const withNames = (gids: readonly number[]) =>
    gids.map((gid) => ({ gid, name: known.find((one) => one.gid === gid)?.name ?? rootIn(known, gid) }));
  if (who === undefined) {
    const { uid, name } = io.user;
    const gid = primaryGroup(io.user);
    const user = accounts.find((one) => one.uid === uid)?.name ?? (name === String(uid) ? undefined : name);
    return { uid, user, gid, groups: withNames(io.user.groups ?? [gid]) };
  }
  const account = accounts.find((one) => one.name === who) ?? accounts.find((one) => String(one.uid) === who);
  if (!account) return undefined;
  const { uid, gid, name } = account;
  const others = known.filter((one) => one.gid !== gid && one.members.includes(name)).map((one) => one.gid);
  return { uid, user: name, gid, groups: withNames([gid, ...others]) };
}

/** Where there is no /etc/group, the first group is still called root. */
const rootIn = (known: readonly Group[], gid: number): string | undefined =>
  gid === 0 && known.length === 0 ? "root" : undefined;
