import { GoObject } from "../goformat/index.ts";
import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import {
  compareVersions,
  parseConstraint,
  parseVersion,
  satisfies,
  type Version,
  versionText,
} from "../semver/index.ts";

function read(text: string): Version {
  const version = parseVersion(text);
  if (!version) throw new Error("invalid semantic version");
  return version;
}

class GoVersion extends GoObject {
  constructor(readonly version: Version) {
    super(
      "*semver.Version",
      {
        Major: fn([], () => version.major),
        Minor: fn([], () => version.minor),
        Patch: fn([], () => version.patch),
        Prerelease: fn([], () => version.prerelease),
        Metadata: fn([], () => version.metadata),
        Original: fn([], () => version.original),
        String: fn([], () => versionText(version)),
        Compare: fn(["any"], (other: unknown) =>
          other instanceof GoVersion ? compareVersions(version, other.version) : 0,
        ),
      },
      versionText(version),
      undefined,
      versionText(version),
    );
  }
}

/** https://masterminds.github.io/sprig/semver.html */
export const VERSIONS: FunctionMap = {
  semver: fn(["string"], (text: string) => new GoVersion(read(text))),
  semverCompare: fn(["string", "string"], (range: string, text: string) => {
    const constraint = parseConstraint(range);
    return satisfies(read(text), constraint);
  }),
};
