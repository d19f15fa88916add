import { mapAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeHead } from "./metadata.ts";

const SERVICE_ACCOUNT_TOKEN = "kubernetes.io/service-account-token";

/** Never the values, but for the token of a service account. */
export const secretDescriber: Describer = {
  group: "",
  kind: "Secret",
  describe(secret, out) {
    writeHead(secret, out);
    const type = textAt(secret, "type");
    out.line(0, `\nType:\t${type}`);
    out.line(0, "\nData\n====");
    const data = mapAt(secret, "data");
    for (const key of Object.keys(data).sort()) {
      const shown =
        key === "token" && type === SERVICE_ACCOUNT_TOKEN ? atob(data[key]!) : `${bytesOfBase64(data[key]!)} bytes`;
      out.field(0, key, shown);
    }
  },
  events: false,
};

/** How many bytes a base64 text stands for. */
export const bytesOfBase64 = (text: string): number => Math.floor((text.replace(/=+$/, "").length * 3) / 4);
