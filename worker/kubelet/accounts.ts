import { type Account, type Group, readAccounts, readGroups } from "../programs/accounts.ts";
import { bytesOf, type FileNode } from "../shell/filenode.ts";

/** Whom an image knows, from its own /etc/passwd and /etc/group. */
export interface Accounts {
  readonly users: readonly Account[];
  readonly groups: readonly Group[];
}

/** Of an image's root; an image without such files knows nobody. */
export function accountsOf(root: FileNode): Accounts {
  const etc = root.type === "directory" ? root.entries.get("etc") : undefined;
  const text = (name: string): string => {
    const file = etc?.type === "directory" ? etc.entries.get(name) : undefined;
    return file?.type === "file" ? new TextDecoder().decode(bytesOf(file.content)) : "";
  };
  return { users: readAccounts(text("passwd")), groups: readGroups(text("group")) };
}
