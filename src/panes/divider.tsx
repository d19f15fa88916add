import { useRef, useState } from "preact/hooks";

const STEP = 5;
const [LEAST, MOST] = [15, 85];

/** The line between two panes: dragged, or moved with the arrow keys. It sets `--split`, the first pane's share in percent, on its parent. */
export function Divider({ label, across }: { label: string; across: "rows" | "columns" }) {
  const line = useRef<HTMLHRElement>(null);
  const [share, setShare] = useState(50);
  const set = (percent: number) => {
    const next = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    line.current?.parentElement?.style.setProperty("--split", String(next));
    setShare(next);
  };
  const drag = (event: PointerEvent) => {
    if (!line.current?.hasPointerCapture(event.pointerId)) return;
    const box = line.current.parentElement!.getBoundingClientRect();
    set(
      across === "rows"
        ? ((event.clientY - box.top) / box.height) * 100
        : ((event.clientX - box.left) / box.width) * 100,
    );
  };
  const press = (event: KeyboardEvent) => {
    const [less, more] = across === "rows" ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const to = { [less!]: share - STEP, [more!]: share + STEP, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  };
  return (
    <hr
      class={`divider ${across}`}
      ref={line}
      tabIndex={0}
      aria-label={label}
      aria-orientation={across === "rows" ? "horizontal" : "vertical"}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={share}
      onPointerDown={(event) => line.current?.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
