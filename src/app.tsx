import { useEffect } from "preact/hooks";
import { lessons } from "./lesson/catalogue.ts";
import { Lesson } from "./lesson/lazy.tsx";
import { Divider } from "./panes/divider.tsx";
import { EditorPane } from "./panes/editor.tsx";
import { TerminalPane } from "./panes/terminal.tsx";
import { lastPath, notice, sandboxState, startOver, startSandbox } from "./sandbox.ts";
import { changeFontSize, screenReader, theme, toggleScreenReader, toggleTheme } from "./theme/theme.ts";

const query = new URLSearchParams(location.search);
const entry = lessons.find((lesson) => lesson.slug === query.get("lesson"));
const profile = query.get("profile") ?? entry?.profile ?? "kind";
const unit = query.has("step") ? Number(query.get("step")) || 0 : undefined;
const key = `${profile}:${entry?.slug ?? ""}`;

/** The whole page: the lesson on the left, terminals on the right, the last request's way below. */
export function App() {
  useEffect(() => {
    document.title = entry ? `${entry.title} · Gatehouse` : "Gatehouse";
    const seed = Number(query.get("seed")) || crypto.getRandomValues(new Uint32Array(1))[0]!;
    void startSandbox({ profile, seed, standIn: query.has("stand-in") }, key);
  }, []);
  const state = sandboxState.value;
  return (
    <>
      <header class="bar">
        <strong class="brand">Gatehouse</strong>
        <label class="wide">
          <span class="quiet">Lesson</span>
          <select aria-label="Lesson" onChange={(event) => openLesson(event.currentTarget.value)}>
            <option value="">Free play</option>
            {lessons.map((lesson) => (
              <option key={lesson.slug} value={lesson.slug} selected={lesson === entry}>
                {lesson.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="quiet">Cluster</span>
          <select
            aria-label="Cluster"
            onChange={(event) => openProfile(event.currentTarget.value)}
            disabled={entry?.profile !== undefined}
          >
            {["kind", "aks"].map((name) => (
              <option key={name} value={name} selected={name === profile}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="spring" />
        <button type="button" onClick={undo} disabled={state.phase !== "ready"}>
          Undo
        </button>
        <button type="button" onClick={() => void startOver()} disabled={state.phase === "starting"}>
          Start over
        </button>
        <button type="button" onClick={() => changeFontSize(-1)} aria-label="Smaller text">
          A−
        </button>
        <button type="button" onClick={() => changeFontSize(1)} aria-label="Larger text">
          A+
        </button>
        <button type="button" onClick={toggleScreenReader} aria-pressed={screenReader.value}>
          Screen reader
        </button>
        <button type="button" onClick={toggleTheme}>
          {theme.value === "dark" ? "Light" : "Dark"}
        </button>
      </header>
      <main class={entry ? "with-lesson" : ""}>
        {entry && (
          <aside class="reading" aria-label="Lesson">
            {state.phase === "ready" ? (
              <Lesson entry={entry} sandbox={state.sandbox} unit={unit} key={state.life} />
            ) : (
              <p class="quiet">The cluster is starting …</p>
            )}
          </aside>
        )}
        <div class="work">
          {state.phase === "ready" && (
            <>
              <TerminalPane name="1" vantage="laptop" sandbox={state.sandbox} life={state.life} />
              <Divider label="Height of the first terminal" across="rows" />
              <TerminalPane name="2" vantage="laptop" sandbox={state.sandbox} life={state.life} />
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
      <footer class="bar">
        {lastPath.value && (
          <details class={lastPath.value.failed ? "path failed" : "path"}>
            <summary>
              Last request: <span class="first">{lastPath.value.words.trim().split("\n").at(-1)}</span>
            </summary>
            <pre>{lastPath.value.words}</pre>
          </details>
        )}
        <span class="spring" />
        <span class="quiet" role="status">
          {notice.value}
        </span>
      </footer>
    </>
  );
}

async function undo(): Promise<void> {
  const state = sandboxState.value;
  if (state.phase !== "ready") return;
  const result = await state.sandbox.undo();
  notice.value = result ? `Undone: ${result.undone}` : "There is nothing to undo.";
}

function go(change: Record<string, string>): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  location.search = next.toString();
}
const openLesson = (slug: string) => go({ lesson: slug, profile: "", step: "" });
const openProfile = (name: string) => go({ profile: name });
