import type { Image } from "../kubelet/index.ts";
import type { Program } from "../shell/program.ts";

const TAGS = ["latest", "stable", "alpine", "1.27.4", "1.0", "v1.10", "0.0.28"];

/** `images`: a list of the images that have a program here, as `crictl images` would head it. */
export function imagesProgram(images: readonly Image[]): Program {
  return async (_args, io) => {
    const rows = images.flatMap((image) =>
      image.repositories.slice(0, 1).map((repository) => ({
        repository,
        tag: TAGS.find((tag) => image.hasTag(tag)) ?? "",
        size: `${(image.sizeBytes / 1e6).toFixed(1)}MB`,
      })),
    );
    const width = Math.max(...rows.map(({ repository }) => repository.length)) + 3;
    const tagWidth = Math.max(3, ...rows.map(({ tag }) => tag.length)) + 3;
    const lines = [
      `${"IMAGE".padEnd(width)}${"TAG".padEnd(tagWidth)}SIZE`,
      ...rows
        .sort((a, b) => (a.repository < b.repository ? -1 : 1))
        .map(({ repository, tag, size }) => `${repository.padEnd(width)}${tag.padEnd(tagWidth)}${size}`),
    ];
    await io.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  };
}
