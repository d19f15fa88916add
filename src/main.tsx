import { render } from "preact";
import { App } from "./app.tsx";
import "@xterm/xterm/css/xterm.css";
import "./theme/page.css";

render(<App />, document.getElementById("app")!);
