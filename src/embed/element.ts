/**
 * `embed.js`: one script that gives other people's pages the element <gatehouse-lab>. A button until the reader wants the lab, then a
 * frame with the page in it, as high as its content.
 *
 * Attributes: lesson, step, profile, theme, height, load, label. Events: ready, step, check (detail: see messages.ts).
 * Needs nothing of the page around it but leave to load this script and the frame: styles are set through the CSSOM, which a
 * Content-Security-Policy does not concern.
 *
 * @module
 */
import type { HostMessage, LabMessage } from "./messages.ts";

/** Where this script came from; the lab's page lies beside it. */
const site = new URL(".", (document.currentScript as HTMLScriptElement | null)?.src || scriptOnThePage());

function scriptOnThePage(): string {
  const script = [...document.scripts].find(({ src }) => /\/embed\.js(?:[?#]|$)/.test(src));
  return script?.src ?? document.baseURI;
}

const STYLE = `
:host { display: block; }
:host([hidden]) { display: none; }
iframe { display: block; width: 100%; border: 1px solid #25344d55; border-radius: 8px; box-sizing: border-box; }
div { display: grid; place-content: center; justify-items: center; gap: .8rem; padding: 1.5rem; text-align: center; box-sizing: border-box;
  font: 16px/1.5 system-ui, sans-serif; color: #d7e0ee; background: #0b1220; border: 1px solid #25344d; border-radius: 8px; }
div.light { color: #1c2636; background: #f3f6fa; border-color: #cfd8e4; }
button { font: inherit; font-weight: 600; padding: .5rem 1.2rem; min-height: 2.75rem; color: #06263a; background: #5cc8ff; border: 0; border-radius: 8px; cursor: pointer; }
.light button { color: #fff; background: #0b63c5; }
button:focus-visible { outline: 3px solid currentcolor; outline-offset: 3px; }
p { margin: 0; font-size: .9em; }
`;

/** Pixels. A lab's own height is believed between these. */
const HEIGHT = { button: 200, first: 480, least: 160, most: 6_000 } as const;
/** What makes another lab of it; the rest is told to the one that is there. */
const FRAME_ATTRIBUTES: readonly string[] = ["lesson", "profile", "seed"];

let labs = 0;

class GatehouseLab extends HTMLElement {
  static readonly observedAttributes = ["lesson", "profile", "seed", "step", "theme", "height"];
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #number = ++labs;
  #frame: HTMLIFrameElement | undefined;
  #watch: IntersectionObserver | undefined;

  connectedCallback(): void {
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [style];
    window.addEventListener("message", this.#hear);
    this.#place();
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.#hear);
    this.#watch?.disconnect();
    this.#frame = undefined;
    this.#root.replaceChildren();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (!this.#frame) this.#place();
    else if (FRAME_ATTRIBUTES.includes(name)) this.load();
    else if (name === "theme") this.#tell({ gatehouse: "theme", theme: this.#theme });
    else if (name === "step") this.#tell({ gatehouse: "step", step: Number(now) || 0 });
    else this.load();
  }

  /** Loads the lab, or loads it anew. */
  load(): void {
    this.#watch?.disconnect();
    const frame = document.createElement("iframe");
    frame.title = this.getAttribute("label") ?? "Gatehouse: a Kubernetes cluster to try things in";
    frame.allow = "clipboard-write";
    frame.style.height = `${this.#fixed ?? HEIGHT.first}px`;
    frame.src = this.#address().href;
    this.#frame = frame;
    this.#root.replaceChildren(frame);
  }

  /** The button, until the lab is wanted. */
  #place(): void {
    const box = document.createElement("div");
    box.className = this.#theme;
    // What loads by itself must not push away the text that is being read.
    const loadsItself = this.getAttribute("load") === "visible";
    box.style.minHeight = `${this.#fixed ?? (loadsItself ? HEIGHT.first : HEIGHT.button)}px`;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.getAttribute("label") ?? "Start the lab";
    button.addEventListener("click", () => {
      this.load();
      // The button that had the focus is gone.
      this.#frame?.focus({ preventScroll: true });
    });
    const note = document.createElement("p");
    note.append(document.createElement("slot"));
    box.append(button, note);
    this.#root.replaceChildren(box);
    this.#watch?.disconnect();
    if (!loadsItself) return;
    this.#watch = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.load());
    this.#watch.observe(this);
  }

  #address(): URL {
    const page = new URL(site);
    const query = page.searchParams;
    query.set("embed", "1");
    query.set("host", location.origin);
    if (this.#fixed === undefined) query.set("fit", "1");
    query.set("lab", this.id || String(this.#number));
    query.set("theme", this.#theme);
    for (const name of ["lesson", "step", "profile", "seed"]) {
      const value = this.getAttribute(name);
      if (value) query.set(name, value);
    }
    return page;
  }

  /** Who speaks must be this lab's own frame, at the site that this script came from. */
  readonly #hear = ({ source, origin, data }: MessageEvent<LabMessage | undefined>): void => {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== site.origin) return;
    if (typeof data !== "object") return;
    const { gatehouse: type, ...detail } = data;
    if (type === "height" && "height" in detail) this.#grow(detail.height);
    if (type !== "ready" && type !== "step" && type !== "check") return;
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  };

  #grow(height: unknown): void {
    if (typeof height !== "number" || !Number.isFinite(height) || this.#fixed !== undefined) return;
    const border = 2;
    this.#frame!.style.height = `${Math.min(HEIGHT.most, Math.max(HEIGHT.least, Math.ceil(height))) + border}px`;
  }

  #tell(message: HostMessage): void {
    this.#frame?.contentWindow?.postMessage(message, site.origin);
  }

  get #theme(): "dark" | "light" {
    const asked = this.getAttribute("theme");
    if (asked === "dark" || asked === "light") return asked;
    return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  }

  /** Pixels, when the page around fixes the height. */
  get #fixed(): number | undefined {
    return Number.parseInt(this.getAttribute("height") ?? "", 10) || undefined;
  }
}

if (!customElements.get("gatehouse-lab")) customElements.define("gatehouse-lab", GatehouseLab);
