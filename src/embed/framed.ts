/**
 * A lab's side of a frame: tells the page around it what happens, takes two orders from it (a theme, a step), and says how high it
 * is. Speaks only to the origin that the address names, and only listens to the parent window of that origin.
 *
 * @module
 */
import { address } from "../address.ts";
import { unitNow } from "../lesson/unit.ts";
import { theme } from "../theme/theme.ts";
import type { HostMessage, LabMessage } from "./messages.ts";

const framed = address.embedded && address.host !== undefined && window.parent !== window;

/** Pages without an origin of their own (a file, a sandboxed frame) can only be reached by "*". Nothing secret is told. */
const targetOrigin = address.host === "null" ? "*" : address.host;

export function tellHost(message: LabMessage): void {
  if (framed) window.parent.postMessage(message, { targetOrigin: targetOrigin! });
}

/** In a frame, nothing takes the focus unless the reader is in it. */
export const mayFocus = (): boolean => !address.embedded || document.hasFocus();

export function startFramed(): void {
  if (!framed) return;
  window.addEventListener("message", ({ source, origin, data }: MessageEvent<Partial<HostMessage> | undefined>) => {
    if (source !== window.parent || origin !== address.host || typeof data !== "object") return;
    if (data?.gatehouse === "theme" && (data.theme === "dark" || data.theme === "light")) theme.value = data.theme;
    if (data?.gatehouse === "step" && Number.isInteger(data.step)) unitNow.value = data.step!;
  });
  if (!address.fit) return;
  const content = document.getElementById("app")!;
  new ResizeObserver(() => {
    tellHost({ gatehouse: "height", height: Math.ceil(content.getBoundingClientRect().height) });
  }).observe(content);
}
