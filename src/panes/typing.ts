/** Where the last key or paste went to. */
let writtenIn: EventTarget | null = null;

/** Called once, before anybody can write. */
export function watchWriting(): void {
  const note = ({ target }: Event) => {
    writtenIn = target;
  };
  addEventListener("keydown", note, { capture: true });
  addEventListener("paste", note, { capture: true });
}

/** Somebody is writing where the focus is: whatever comes now must not take the keys away. */
export const isWriting = (): boolean => {
  const { activeElement } = document;
  return activeElement !== null && activeElement === writtenIn && activeElement.matches("textarea, input");
};
