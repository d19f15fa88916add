import * as monaco from "monaco-editor/editor";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/yaml/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** An editor over one file; Ctrl-S saves and closes. */
export function createEditor(
  host: HTMLElement,
  path: string,
  content: string,
  theme: "dark" | "light",
  save: () => void,
): monaco.editor.IStandaloneCodeEditor {
  const language = /\.ya?ml$/.test(path) ? "yaml" : "plaintext";
  const editor = monaco.editor.create(host, {
    value: content,
    language,
    theme: theme === "light" ? "vs" : "vs-dark",
    automaticLayout: true,
    minimap: { enabled: false },
    tabSize: 2,
    ariaLabel: `${path}; Ctrl-M lets Tab leave the editor`,
  });
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, save);
  editor.focus();
  return editor;
}
