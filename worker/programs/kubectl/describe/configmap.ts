import { mapAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeHead } from "./metadata.ts";
import { bytesOfBase64 } from "./secret.ts";

export const configMapDescriber: Describer = {
  group: "",
  kind: "ConfigMap",
  describe(map, out) {
    writeHead(map, out);
    out.line(0, "\nData\n====");
    const data = mapAt(map, "data");
    for (const key of Object.keys(data).sort()) out.line(0, `${key}:\n----\n${data[key]}\n`);
    out.line(0, "\nBinaryData\n====");
    const binary = mapAt(map, "binaryData");
    for (const key of Object.keys(binary).sort()) out.line(0, `${key}: ${bytesOfBase64(binary[key]!)} bytes`);
    out.line(0);
  },
};
