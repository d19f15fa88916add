/** JSON that is still being worked on: a build changes its own copies in place. */
export type Tree = null | boolean | number | string | Tree[] | Branch;
export type Branch = { [key: string]: Tree };

export const isBranch = (value: Tree | undefined): value is Branch =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The branch below a key; made when there is none. */
export function branchAt(parent: Branch, key: string): Branch {
  const found = parent[key];
  if (isBranch(found)) return found;
  const made: Branch = {};
  parent[key] = made;
  return made;
}

export const wordAt = (parent: Tree | undefined, key: string): string => {
  const found = isBranch(parent) ? parent[key] : undefined;
  return typeof found === "string" ? found : "";
};
