import type { Io } from "../../shell/program.ts";
import { print } from "../server.ts";

type Level = "INFO" | "ERROR";

/** "2026-01-01T00:00:00Z	INFO	message	{"gateway": "web/shop"}", as controllers log to a console. */
export function logger(io: Io): (level: Level, message: string, about?: Readonly<Record<string, unknown>>) => void {
  return (level, message, about = {}) => {
    const time = new Date(io.clock.now()).toISOString();
    const pairs = Object.entries(about).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    const details = pairs.length > 0 ? `\t{${pairs.join(", ")}}` : "";
    print(io, `${time}\t${level}\t${message}${details}\n`, "stderr");
  };
}
