/** The last element of a path, as basename(1) finds it. */
export const baseOf = (path: string): string => path.replace(/\/+$/, "").replace(/^.*\//, "") || "/";

/** What is before the last element: "." when nothing is, as dirname(1) finds it. */
export const dirOf = (path: string): string => {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path.startsWith("/") ? "/" : ".";
  const at = trimmed.lastIndexOf("/");
  return at < 0 ? "." : trimmed.slice(0, at).replace(/\/+$/, "") || "/";
};
