import { bytesFromBase64 } from "../../../base/base64.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { eachInput, readInput } from "../input.ts";
import { say, tool } from "../tool.ts";

/** base64(1) */
export const base64 = tool({
  flags: "di",
  values: "w",
  long: { decode: "d", "ignore-garbage": "i", wrap: "w" },
  usage: "[OPTION]... [FILE]",
  help: "Base64 encode or decode FILE, or standard input, to standard output.",
  async run(options, io) {
    const width = Number(options.value("w") ?? 76);
    return eachInput(options.operands.slice(0, 1), io, async (_, operand) => {
      const content = await readInput(operand, io);
      if (options.has("d")) {
        const text = fromUtf8(content).replace(options.has("i") ? /[^A-Za-z0-9+/=]/g : /\n/g, "");
        const valid = /^[A-Za-z0-9+/]*={0,2}/.exec(text)![0];
        const whole = valid.slice(0, valid.length - (valid.length % 4));
        await io.stdout.write(bytesFromBase64(whole.length > 0 ? whole : ""));
        if (whole.length < text.length) {
          await say(io, "invalid input");
          throw new InvalidInput();
        }
        return;
      }
      let binary = "";
      for (const byte of content) binary += String.fromCharCode(byte);
      const encoded = btoa(binary);
      if (width === 0) await io.stdout.write(encoded);
      else await io.stdout.write(encoded.replace(new RegExp(`.{1,${width}}`, "g"), "$&\n"));
    }).catch((error) => {
      if (error instanceof InvalidInput) return 1;
      throw error;
    });
  },
});

class InvalidInput extends Error {}
