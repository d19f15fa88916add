import { effect, signal } from "@preact/signals";
import { remember, remembered } from "../remembered.ts";

type Theme = "dark" | "light";

const systemTheme: Theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
const asked = new URLSearchParams(location.search).get("theme") ?? remembered("theme");
export const theme = signal<Theme>(asked === "light" || asked === "dark" ? asked : systemTheme);
export const fontSize = signal(Number(remembered("fontSize")) || 14);
export const screenReader = signal(remembered("screenReader") === "true");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  remember("theme", theme.value);
}
export function changeFontSize(by: number): void {
  fontSize.value = Math.min(40, Math.max(9, fontSize.value + by));
  remember("fontSize", String(fontSize.value));
}
export function toggleScreenReader(): void {
  screenReader.value = !screenReader.value;
  remember("screenReader", String(screenReader.value));
}
