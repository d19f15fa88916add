import type { Body } from "../../base/http.ts";
import { resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";

/**
 * Writes a body as it comes to a file that begins empty, or to standard output ("-"), as both wgets do.
 *
 * @returns how many bytes came
 * @throws FileError
 */
export async function writeBody(io: Io, body: Body, name: string): Promise<number> {
  const path = resolvePath(io.cwd, name);
  const kept = name !== "-" && path !== "/dev/null";
  if (kept) io.files.write(path, new Uint8Array(0));
  let received = 0;
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    received += chunk.length;
    if (name === "-") await io.stdout.write(chunk);
    else if (kept) io.files.write(path, chunk, { append: true });
  }
  return received;
}
