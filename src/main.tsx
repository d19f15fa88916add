import { render } from "preact";
import { address } from "./address.ts";
import { App } from "./app.tsx";
import { startFramed } from "./embed/framed.ts";
import "@xterm/xterm/css/xterm.css";
import "./theme/page.css";

if (address.embedded) document.documentElement.dataset.embed = address.fit ? "fit" : "fill";
render(<App />, document.getElementById("app")!);
startFramed();
