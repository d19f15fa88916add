/** Puts text on the clipboard; false where the browser does not let a frame do it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, which needs no permission: a copy command during a key press or a click. */
function copyBySelection(text: string): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", give, { capture: true });
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", give, { capture: true });
  }
}
