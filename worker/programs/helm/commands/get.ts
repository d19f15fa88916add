import { GoTemplate } from "../../../base/gotemplate/index.ts";
import { helmCommand } from "../cli/command.ts";
import { statusText } from "../output/status.ts";
import { releaseRecord } from "../release/encoding.ts";
import type { Release } from "../release/release.ts";
import { namedRelease, REVISION_FLAG } from "./record.ts";

const getting = (name: string, about: string, text: (release: Release) => string) =>
  helmCommand({
    usage: `get ${name} RELEASE_NAME`,
    about: [about],
    flags: REVISION_FLAG,
    operands: { exactly: 1 },
    async run({ flags, operands }, helm) {
      await helm.out(text(await namedRelease(helm, operands[0]!, flags.revision)));
    },
  });

export const getManifest = getting(
  "manifest",
  "Print the objects of a release as they were rendered.",
  (release) => `${release.manifest}\n`,
);

export const getNotes = getting("notes", "Print the notes that a release's chart gave.", ({ info }) =>
  info.notes === "" ? "" : `NOTES:\n${info.notes}\n`,
);

export const getHooks = getting("hooks", "Print the hooks of a release.", ({ hooks }) =>
  hooks.map((hook) => `---\n# Source: ${hook.path}\n${hook.manifest}\n`).join(""),
);

export const getAll = helmCommand({
  usage: "get all RELEASE_NAME",
  about: ["Print everything that is stored of a release: notes, hooks, values, objects."],
  flags: {
    ...REVISION_FLAG,
    template: { type: "string", help: "Go template for the output, such as {{.Release.Name}}" },
  },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    const release = await namedRelease(helm, operands[0]!, flags.revision);
    if (flags.template === "") return helm.out(statusText(release, { debug: true, stored: true, showMetadata: true }));
    await helm.out(
      new GoTemplate().parse("_", flags.template).execute("_", { Release: goFields(releaseRecord(release)) }),
    );
  },
});

/** A record under the names of Go's fields: "first_deployed" is FirstDeployed. */
function goFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(goFields);
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      key === "config" || key === "values" ? one : goFields(one),
    ]),
  );
}
