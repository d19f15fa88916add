import { strftime } from "../../../shell/printf.ts";
import { LOAD, systemOf } from "../../system.ts";
import type { Applet } from "../applet.ts";

/** uptime: who is logged in is nobody, in a container. */
export const uptime: Applet = {
  usage: "",
  help: "Display the time since the last boot",
  flags: "",
  async run(_, io) {
    const now = io.clock.now();
    const up = Math.max(0, Math.floor((now - systemOf(io).bootedMs) / 60_000));
    const [days, hours, minutes] = [Math.floor(up / 1440), Math.floor(up / 60) % 24, up % 60];
    const since =
      (days > 0 ? `${days} day${days === 1 ? "" : "s"}, ` : "") +
      (hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, "0")}` : `${minutes} min`);
    await io.stdout.write(` ${strftime("%H:%M:%S", now)} up ${since},  0 users,  load average: ${LOAD.join(", ")}\n`);
    return 0;
  },
};
