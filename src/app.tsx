import { useEffect } from "preact/hooks";
import { address } from "./address.ts";
import { tellHost } from "./embed/framed.ts";
import { Lesson } from "./lesson/lazy.tsx";
import { Divider } from "./panes/divider.tsx";
import { EditorPane } from "./panes/editor.tsx";
import { RequestStrip } from "./panes/picture/strip.tsx";
import { TerminalPane } from "./panes/terminal.tsx";
import { sandboxState } from "./sandbox.ts";
import { Toolbar } from "./toolbar.tsx";

const { entry, embedded } = address;

/** The whole page: the lesson on the left, terminals on the right, the last request's way below. */
export function App() {
  const state = sandboxState.value;
  useEffect(() => {
    if (state.phase === "ready")
      tellHost({ gatehouse: "ready", profile: address.profile, ...(entry && { lesson: entry.slug }) });
  }, [state.phase]);
  return (
    <>
      <Toolbar />
      <main class={entry ? "with-lesson" : ""}>
        {entry && (
          <aside class="reading" aria-label="Lesson">
            {state.phase === "ready" ? (
              <Lesson entry={entry} sandbox={state.sandbox} unit={address.unit} key={state.life} />
            ) : (
              <p class="quiet">The cluster is starting …</p>
            )}
          </aside>
        )}
        <div class="work">
          {state.phase !== "failed" && (
            <>
              <TerminalPane name="1" vantage="laptop" />
              {!embedded && (
                <>
                  <Divider label="Height of the first terminal" across="rows" />
                  <TerminalPane name="2" vantage="laptop" />
                </>
              )}
            </>
          )}
          {state.phase === "starting" && (
            <p class="quiet waiting" role="status">
              The cluster is starting …
            </p>
          )}
          {state.phase === "failed" && (
            <p role="alert" class="waiting">
              The cluster could not be started: {state.says}
            </p>
          )}
          <EditorPane />
        </div>
      </main>
      <RequestStrip />
    </>
  );
}
