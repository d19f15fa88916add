import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LessonOutline, LessonVerdict } from "../../worker/session.ts";
import { mayFocus, tellHost } from "../embed/framed.ts";
import { copyText } from "../panes/clipboard.ts";
import { typeIntoTerminal } from "../panes/terminal.tsx";
import { notice, type Sandbox } from "../sandbox.ts";
import type { LessonEntry } from "./catalogue.ts";
import { lessonHtml } from "./markdown.ts";
import { unitNow } from "./unit.ts";

/** One lesson: its text, its steps, hints, check and solution. */
export function LessonPane({
  entry,
  sandbox,
  unit,
}: {
  entry: LessonEntry;
  sandbox: Sandbox;
  unit: number | undefined;
}) {
  const [outline, setOutline] = useState<LessonOutline>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let gone = false;
    entry
      .load()
      .then((files) => sandbox.openLesson(files))
      .then((opened) => {
        if (gone) return;
        const at = unit ?? opened.at ?? 0;
        unitNow.value = Math.trunc(at);
        setOutline(opened);
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
    return () => {
      gone = true;
    };
  }, [entry, sandbox, unit]);
  if (problem) return <p role="alert">This lesson could not be opened: {problem}</p>;
  if (!outline) return <p class="quiet">Opening the lesson …</p>;
  const at = Math.min(Math.max(0, unitNow.value), outline.units.length - 1);
  return <Unit outline={outline} at={at} sandbox={sandbox} key={at} />;
}

function Unit({ outline, at, sandbox }: { outline: LessonOutline; at: number; sandbox: Sandbox }) {
  const unit = outline.units[at]!;
  const [verdict, setVerdict] = useState<LessonVerdict>();
  const [busy, setBusy] = useState(false);
  const [preparing, setPreparing] = useState(true);
  const [hints, setHints] = useState(0);
  const [solved, setSolved] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (mayFocus() && !isInTextField()) heading.current?.focus();
    tellHost({ gatehouse: "step", step: at, steps: outline.units.length, title: unit.title });
    sandbox
      .enterUnit(at)
      .then(({ foreground }) => {
        if (foreground) typeIntoTerminal(`${foreground.trimEnd()}\r`, { takesFocus: mayFocus() });
        return sandbox.unitReady();
      })
      .finally(() => setPreparing(false));
  }, []);

  const check = async () => {
    if (busy) return;
    setBusy(true);
    setVerdict(undefined);
    try {
      const judged = await sandbox.check(at);
      setVerdict(judged);
      tellHost({ gatehouse: "check", step: at, passed: judged.passed, output: judged.output });
    } catch (error) {
      setVerdict({ passed: false, output: `This could not be checked: ${String(error)}` });
    } finally {
      setBusy(false);
    }
  };
  const last = at === outline.units.length - 1;
  const say = (words: string) => {
    notice.value = words;
  };
  const go = (to: number) => {
    unitNow.value = to;
  };
  return (
    <article class="lesson">
      <p class="where">
        {outline.title} · {at + 1} of {outline.units.length}
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {unit.title}
      </h1>
      <p class="preparing quiet" role="status">
        {preparing && "The cluster is being prepared for this step …"}
      </p>
      <Prose markdown={unit.markdown} />
      {unit.hints.slice(0, hints).map((hint) => (
        <section class="hint" key={hint.title}>
          <h2>{hint.title}</h2>
          <Prose markdown={hint.markdown} />
        </section>
      ))}
      {solved && unit.solution && (
        <section class="hint">
          <h2>Solution</h2>
          <Prose markdown={`\`\`\`bash\n${unit.solution.trimEnd()}\n\`\`\`{{exec}}`} />
        </section>
      )}
      <div class="verdict" role="status" aria-live="polite">
        {busy && <p class="quiet">Checking …</p>}
        {verdict && (
          <div class={verdict.passed ? "passed" : "failed"}>
            <strong>{verdict.passed ? "Right." : "Not yet."}</strong>
            {verdict.output.trim() && <pre>{verdict.output.trim()}</pre>}
          </div>
        )}
      </div>
      <nav class="steps" aria-label="Lesson steps">
        {at > 0 && (
          <button type="button" onClick={() => go(at - 1)}>
            Back
          </button>
        )}
        {unit.checked && (
          <button type="button" class={verdict?.passed ? "" : "primary"} aria-disabled={busy} onClick={check}>
            Check
          </button>
        )}
        {!last && (
          <button
            type="button"
            class={!unit.checked || verdict?.passed ? "primary" : ""}
            disabled={unit.checked && !verdict?.passed}
            onClick={() => go(at + 1)}
          >
            {unit.kind === "intro" ? "Start" : "Next"}
          </button>
        )}
        <span class="spring" />
        {unit.hints.length > hints && (
          <button
            type="button"
            onClick={() => {
              setHints(hints + 1);
              say(`Hint ${hints + 1} of ${unit.hints.length} is shown above.`);
            }}
          >
            Hint
          </button>
        )}
        {unit.solution && !solved && hints >= unit.hints.length && (
          <button
            type="button"
            onClick={() => {
              setSolved(true);
              say("The solution is shown above.");
            }}
          >
            Solution
          </button>
        )}
        {unit.kind === "step" && (
          <button
            type="button"
            onClick={() =>
              sandbox.resetUnit().then(() => {
                setVerdict(undefined);
                say("This step starts again.");
              })
            }
          >
            Reset step
          </button>
        )}
      </nav>
    </article>
  );
}

/** The reader is where keys are written: whatever comes now must not take them away. */
const isInTextField = (): boolean => document.activeElement?.matches("textarea, input") === true;

/** Markdown as text with commands to run. */
function Prose({ markdown }: { markdown: string }) {
  const html = useMemo(() => lessonHtml(markdown), [markdown]);
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = text.current!;
    element.addEventListener("click", act);
    return () => element.removeEventListener("click", act);
  }, []);
  return <div class="prose" ref={text} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** A click on a command: into the terminal, or onto the clipboard. */
function act(event: MouseEvent): void {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-action]");
  if (!button) return;
  const code = (button.querySelector("code") ?? button.parentElement?.querySelector("code"))?.textContent ?? "";
  const action = button.dataset.action;
  if (action === "copy") {
    void copyText(code).then((copied) => {
      notice.value = copied ? "Copied." : "This browser does not let the page copy here.";
    });
    return;
  }
  const text = code.replace(/\n+$/, "");
  const typed = text.includes("\n") ? `\x1b[200~${text}\x1b[201~` : text;
  typeIntoTerminal(`${action === "interrupt" ? "\x03" : ""}${typed}\r`);
}
