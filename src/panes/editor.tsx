import { useEffect, useRef } from "preact/hooks";
import { edits } from "../sandbox.ts";
import { theme } from "../theme/theme.ts";

/** The file that a command opened (`kubectl edit`, vi, nano), in Monaco; the command waits until it is saved or dropped. */
export function EditorPane() {
  const open = edits.value[0];
  const element = useRef<HTMLDivElement>(null);
  const read = useRef<() => string>(() => open?.content ?? "");

  useEffect(() => {
    if (!open) return;
    // Whoever had the focus, the terminal as a rule, gets it back.
    const before = document.activeElement as HTMLElement | null;
    let dispose = () => {};
    let gone = false;
    read.current = () => open.content;
    import("./monaco.ts").then(({ createEditor }) => {
      if (gone || !element.current) return;
      const editor = createEditor(element.current, open.path, open.content, theme.value, () =>
        open.answer(read.current()),
      );
      read.current = () => editor.getValue();
      dispose = () => editor.dispose();
    });
    return () => {
      gone = true;
      dispose();
      before?.focus();
    };
  }, [open]);

  if (!open) return null;
  return (
    <dialog class="editor" open aria-label={`Editing ${open.path}`}>
      <header>
        <strong>{open.path}</strong>
        <span class="spring" />
        <button type="button" class="primary" onClick={() => open.answer(read.current())}>
          Save and close <kbd>Ctrl-S</kbd>
        </button>
        <button type="button" onClick={() => open.answer(undefined)}>
          Close without saving
        </button>
      </header>
      <div class="text" ref={element} data-editor />
    </dialog>
  );
}
