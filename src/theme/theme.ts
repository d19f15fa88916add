import { effect, signal } from "@preact/signals";

type Theme = "dark" | "light";

/** localStorage may be blocked in a third-party frame; then choices last as long as the page. */
function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`gatehouse.${key}`);
  } catch {
    return null;
  }
}
function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`gatehouse.${key}`, value);
  } catch {
    // Blocked storage: nothing to keep it in.
  }
}

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
