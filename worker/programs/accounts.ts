/** A line of /etc/passwd. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** A line of /etc/group. */
export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const fieldsOf = (text: string): readonly (readonly string[])[] =>
  text.split("\n").flatMap((line) => (line === "" || line.startsWith("#") ? [] : [line.split(":")]));

/** passwd(5) */
export const readAccounts = (text: string): readonly Account[] =>
  fieldsOf(text).map(([name = "", , uid, gid, , home = "/"]) => ({ name, uid: Number(uid), gid: Number(gid), home }));

/** group(5) */
export const readGroups = (text: string): readonly Group[] =>
  fieldsOf(text).map(([name = "", , gid, members = ""]) => ({
    name,
    gid: Number(gid),
    members: members.split(",").filter((member) => member !== ""),
  }));
