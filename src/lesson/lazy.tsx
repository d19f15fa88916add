import type { ComponentProps } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { LessonPane } from "./lesson.tsx";

/** The lesson's pane, whose code is loaded only when a lesson is open. */
export function Lesson(props: ComponentProps<typeof LessonPane>) {
  const [pane, setPane] = useState<{ Pane: typeof LessonPane }>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    import("./lesson.tsx").then(
      ({ LessonPane: Pane }) => setPane({ Pane }),
      (error: unknown) => setProblem(String(error)),
    );
  }, []);
  if (problem) return <p role="alert">The lesson could not be loaded: {problem}</p>;
  return pane ? <pane.Pane {...props} /> : <p class="quiet">Opening the lesson …</p>;
}
