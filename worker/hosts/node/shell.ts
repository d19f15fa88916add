import type { CommonOptions } from "./options.ts";

export async function interactive(_options: CommonOptions): Promise<number> {
  return 0;
}
