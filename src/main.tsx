import { render } from "preact";
import { address } from "./address.ts";
import { App } from "./app.tsx";
import { startFramed } from "./embed/framed.ts";
import { startSandbox } from "./sandbox.ts";
import "@xterm/xterm/css/xterm.css";
import "./theme/page.css";

const { entry, profile, standIn, speed, sessionKey } = address;
const seed = address.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
// First of all, so that the cluster boots while the page is drawn.
void startSandbox({ profile, seed, standIn, ...(speed !== undefined && { speed }) }, sessionKey);
document.title = entry ? `${entry.title} · Gatehouse` : "Gatehouse";
if (address.embedded) document.documentElement.dataset.embed = address.fit ? "fit" : "fill";
render(<App />, document.getElementById("app")!);
startFramed();
