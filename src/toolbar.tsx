import { address, fullPage, go } from "./address.ts";
import { lessons } from "./lesson/catalogue.ts";
import { notice, sandboxState, startOver } from "./sandbox.ts";
import { changeFontSize, fontSize, screenReader, theme, toggleScreenReader, toggleTheme } from "./theme/theme.ts";

const { entry, profile, embedded } = address;

/** The first line: which lesson and cluster, undo and start over, and how things look. */
export function Toolbar() {
  const state = sandboxState.value;
  return (
    <header class="bar top">
      {embedded ? (
        <a class="brand" href={fullPage()} target="_blank" rel="noopener">
          Gatehouse <span aria-hidden="true">↗</span>
          <span class="unseen"> opens this lab in a tab of its own</span>
        </a>
      ) : (
        <Choice />
      )}
      <span class="spring" />
      <button type="button" onClick={undo} disabled={state.phase !== "ready"}>
        Undo
      </button>
      <button type="button" onClick={() => void startOver()} disabled={state.phase === "starting"}>
        Start over
      </button>
      <button type="button" popovertarget="view">
        View
      </button>
      <section id="view" class="menu" popover="auto" aria-label="View">
        <div class="row">
          <span>Text size</span>
          <span class="spring" />
          <button type="button" onClick={() => changeFontSize(-1)} aria-label="Smaller text">
            A−
          </button>
          <output aria-label="Text size">{fontSize.value}</output>
          <button type="button" onClick={() => changeFontSize(1)} aria-label="Larger text">
            A+
          </button>
        </div>
        <button type="button" class="row" onClick={toggleTheme}>
          {theme.value === "dark" ? "Light colours" : "Dark colours"}
        </button>
        <button type="button" class="row" onClick={toggleScreenReader} aria-pressed={screenReader.value}>
          Screen reader mode <span class="spring" /> {screenReader.value ? "on" : "off"}
        </button>
        <p class="quiet">
          <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves a terminal. <kbd>Ctrl</kbd>+<kbd>Shift</kbd>+<kbd>C</kbd> copies
          what is selected.
        </p>
      </section>
    </header>
  );
}

function Choice() {
  return (
    <>
      <strong class="brand">Gatehouse</strong>
      <label class="wide">
        <span class="quiet">Lesson</span>
        <select
          aria-label="Lesson"
          onChange={(event) => go({ lesson: event.currentTarget.value, profile: "", step: "" })}
        >
          <option value="">Free play</option>
          {lessons.map((lesson) => (
            <option key={lesson.slug} value={lesson.slug} selected={lesson === entry}>
              {lesson.title}
            </option>
          ))}
        </select>
      </label>
      <label class={entry?.profile ? "given" : ""}>
        <span class="quiet">Cluster</span>
        <select
          aria-label="Cluster"
          onChange={(event) => go({ profile: event.currentTarget.value })}
          disabled={entry?.profile !== undefined}
        >
          {["kind", "aks"].map((name) => (
            <option key={name} value={name} selected={name === profile}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

async function undo(): Promise<void> {
  const state = sandboxState.value;
  if (state.phase !== "ready") return;
  const result = await state.sandbox.undo();
  notice.value = result ? `Undone: ${result.undone}` : "There is nothing to undo.";
}
