import { listAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeHead } from "./metadata.ts";

const TITLE = "Image pull secrets:";

export const serviceAccountDescriber: Describer = {
  group: "",
  kind: "ServiceAccount",
  describe(account, out) {
    writeHead(account, out);
    const secrets = listAt(account, "imagePullSecrets").map((one) => textAt(one, "name"));
    if (secrets.length === 0) out.line(0, `${TITLE}\t<none>`);
    for (const [index, name] of secrets.entries()) {
      out.line(0, `${index === 0 ? TITLE : " ".repeat(TITLE.length)}\t${name}`);
    }
  },
};
