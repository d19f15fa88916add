import { describe, expect, test } from "vitest";
import { FileError } from "../../../worker/shell/files.ts";
import { FileTree } from "../../../worker/shell/filetree.ts";

const tree = () => new FileTree({ now: () => 1000 });
const errno = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof FileError ? error.errno : String(error);
  }
};

describe("a file tree", () => {
  test("shows a mounted tree, follows its links, and keeps it read-only", () => {
    const volume = tree();
    volume.files(0).makeDirectory("/..2026");
    volume.files(0).write("/..2026/key", "one");
    volume.files(0).link("..2026", "/..data");
    volume.files(0).link("..data/key", "/key");
    const root = tree();
    root.mount("/etc/config", volume, { readOnly: true });
    const files = root.files(0);
    expect(files.readText("/etc/config/key")).toBe("one");
    expect(errno(() => files.write("/etc/config/key", "x"))).toBe("EROFS");
    volume.files(0).makeDirectory("/..2027");
    volume.files(0).write("/..2027/key", "two");
    volume.files(0).remove("/..data");
    volume.files(0).link("..2027", "/..data");
    expect(files.readText("/etc/config/key")).toBe("two");
  });

  test("mounts one file of another tree", () => {
    const volume = tree();
    volume.files(0).write("/a.conf", "sub");
    const root = tree();
    root.mount("/etc/app/a.conf", volume, { from: "/a.conf" });
    expect(root.files(0).readText("/etc/app/a.conf")).toBe("sub");
  });

  test("a saved tree comes back equal, and what has not changed is the same object", () => {
    const root = tree();
    const files = root.files(0);
    files.makeDirectory("/a/b", { parents: true });
    files.write("/a/b/text", "ä");
    files.write("/a/bytes", new Uint8Array([0, 255]));
    files.link("b/text", "/a/link");
    const first = root.save();
    files.write("/new", "x");
    const second = root.save();
    expect(second.type === "directory" && first.type === "directory" && second.entries.a === first.entries.a).toBe(
      true,
    );
    const again = new FileTree({ now: () => 5, saved: structuredClone(second) });
    expect(again.save()).toEqual(second);
    expect(again.files(0).readText("/a/link")).toBe("ä");
    expect([...again.files(0).read("/a/bytes")]).toEqual([0, 255]);
  });

  test("appending leaves what was read before as it was", () => {
    const files = tree().files(0);
    files.write("/log", "a");
    const before = files.read("/log");
    for (let at = 0; at < 1000; at++) files.write("/log", "b", { append: true });
    expect(before.length).toBe(1);
    expect(files.stat("/log")?.size).toBe(1001);
  });

  test.each([
    {
      says: "reading what another may not see",
      work: (root: FileTree) => root.files(1000).read("/secret"),
      is: "EACCES",
    },
    {
      says: "writing into a folder of root's",
      work: (root: FileTree) => root.files(1000).write("/x", ""),
      is: "EACCES",
    },
    { says: "a link to itself", work: (root: FileTree) => root.files(0).read("/loop"), is: "ELOOP" },
    { says: "a file as a folder", work: (root: FileTree) => root.files(0).read("/secret/x"), is: "ENOTDIR" },
    { says: "reading a folder", work: (root: FileTree) => root.files(0).read("/"), is: "EISDIR" },
    { says: "removing a full folder", work: (root: FileTree) => root.files(0).remove("/full"), is: "ENOTEMPTY" },
    {
      says: "moving a folder into itself",
      work: (root: FileTree) => root.files(0).rename("/full", "/full/x"),
      is: "EINVAL",
    },
  ])("$says is $is", ({ work, is }) => {
    const root = tree();
    root.files(0).write("/secret", "s", { mode: 0o600 });
    root.files(0).link("/loop", "/loop");
    root.files(0).makeDirectory("/full/inner", { parents: true });
    expect(errno(() => work(root))).toBe(is);
  });
});
