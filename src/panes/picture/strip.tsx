import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { reasonOf, type Trace } from "../../../worker/base/trace.ts";
import { remember, remembered } from "../../remembered.ts";
import { lastRequest, notice } from "../../sandbox.ts";
import type { Picture } from "./picture.tsx";

const open = signal(remembered("picture") === "open");
function setOpen(value: boolean): void {
  open.value = value;
  remember("picture", value ? "open" : "shut");
}

/** The page's last line: what came of the last request, its way when one opens it, and notices. */
export function RequestStrip() {
  const toggle = useRef<HTMLButtonElement>(null);
  const trace = lastRequest.value;
  const reason = trace && reasonOf(trace);
  const failed = reason !== undefined || (trace?.status ?? 0) >= 400;
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    setOpen(false);
    toggle.current?.focus();
  };
  return (
    <footer class="strip">
      <div class="bar">
        {trace || open.value ? (
          <button
            type="button"
            class={`request ${failed ? "bad" : ""}`}
            ref={toggle}
            aria-expanded={open.value}
            aria-controls="picture"
            onClick={() => setOpen(!open.value)}
          >
            <span class="turn" aria-hidden="true" />
            <span class="first">{trace ? <Outcome trace={trace} open={open.value} /> : "Last request"}</span>
          </button>
        ) : (
          <span class="quiet">The way of each request is shown here.</span>
        )}
        <span class="spring" />
        <span class="quiet notice" role="status">
          {notice.value}
        </span>
      </div>
      {open.value && (
        <section id="picture" class="picture" aria-label="The last request's way" onKeyDown={close}>
          {trace ? <LazyPicture /> : <p class="quiet empty">No request has been made yet. Try curl.</p>}
        </section>
      )}
    </footer>
  );
}

/** What came of it, in a line; the reason too, while the picture does not say it. */
function Outcome({ trace, open }: { trace: Trace; open: boolean }) {
  const reason = reasonOf(trace);
  const result = trace.failure ? "failed" : trace.status;
  return (
    <>
      {trace.target} {result !== undefined && <em>{result}</em>}
      {!open && reason && `: ${reason.says}`}
    </>
  );
}

/** The picture's code is loaded when it is first shown. */
function LazyPicture() {
  const [loaded, setLoaded] = useState<{ Show: typeof Picture }>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    import("./picture.tsx").then(
      ({ Picture: Show }) => setLoaded({ Show }),
      (error: unknown) => setProblem(String(error)),
    );
  }, []);
  if (problem) return <p role="alert">The picture could not be loaded: {problem}</p>;
  return loaded && lastRequest.value ? <loaded.Show trace={lastRequest.value} /> : <p class="quiet empty">…</p>;
}
