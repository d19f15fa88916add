import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Hop, nameObject, reasonOf, type Trace, type TraceObject } from "../../../worker/base/trace.ts";
import { percent, resultOf } from "../../../worker/programs/why.ts";
import { STATIONS, wentWell } from "./boxes.ts";
import { Drawing } from "./drawing.tsx";
import { planOf } from "./plan.ts";
import "./picture.css";

/** Narrower than this, the way runs down. */
const NARROW_PX = 620;

/** One request: what came of it and why, its way drawn, and the same as a list. */
export function Picture({ trace }: { trace: Trace }) {
  const plan = useMemo(() => planOf(trace), [trace]);
  const view = useRef<HTMLDivElement>(null);
  const [narrow, setNarrow] = useState(false);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setNarrow((entry?.contentRect.width ?? 0) < NARROW_PX));
    observer.observe(view.current!);
    return () => observer.disconnect();
  }, []);
  // What came of it is at the end.
  useLayoutEffect(() => {
    view.current?.scrollTo({ left: narrow ? 0 : view.current.scrollWidth });
  }, [plan, narrow]);
  const reason = reasonOf(trace);
  const well = wentWell(trace);
  return (
    <>
      {reason && (
        <div class="outcome">
          <p>{reason.says}</p>
          {reason.look && (
            <p>
              <strong>Look at</strong> <Named object={reason.look} />
            </p>
          )}
        </div>
      )}
      <div class="parts">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="view" ref={view} aria-label="The way, drawn" tabIndex={0}>
          <Drawing
            plan={plan}
            direction={narrow ? "down" : "right"}
            says={`The way of the request, drawn: ${plan.boxes
              .filter(({ row }) => row === 0)
              .map(({ label, name }) => `${label} ${name}`)
              .join(", then ")}. The list says the same in words.`}
          />
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <ol class="hops" aria-label="The way, hop by hop" tabIndex={0}>
          <li>
            <strong>{STATIONS.client}</strong> {trace.from ?? ""} asks for <code>{trace.target}</code>
          </li>
          {trace.hops.map((hop, index) => (
            <Step hop={hop} key={index} />
          ))}
          <li class={well ? "good" : "bad"}>
            <strong>
              {well ? "✓" : "✕"} {resultOf(trace)}
            </strong>
            {reason && `: ${reason.says}`}
            <Misses misses={reason?.nearMisses ?? []} />
          </li>
        </ol>
      </div>
    </>
  );
}

function Step({ hop }: { hop: Hop }) {
  return (
    <li>
      <strong>{STATIONS[hop.kind]}</strong> <span class="quiet">at {hop.at}</span>
      <br />
      {hop.says}
      {hop.object && (
        <>
          {" "}
          · <Named object={hop.object} />
        </>
      )}
      {hop.to && (
        <>
          {" "}
          · on to <code>{hop.to}</code>
          {hop.source && (
            <>
              , which sees <code>{hop.source}</code>
            </>
          )}
        </>
      )}
      {(hop.candidates?.length ?? 0) > 1 && (
        <ul>
          {hop.candidates!.map(({ to, share, object }) => (
            <li key={to} class={to === hop.to ? "chosen" : ""}>
              {percent(share)} <code>{to}</code> {object && <Named object={object} />} {to === hop.to && "· chosen"}
            </li>
          ))}
        </ul>
      )}
      <Misses misses={hop.nearMisses ?? []} />
    </li>
  );
}

function Misses({ misses }: { misses: NonNullable<Hop["nearMisses"]> }) {
  if (misses.length === 0) return null;
  return (
    <ul class="misses">
      {misses.map(({ object, because }) => (
        <li key={nameObject(object)}>
          not <Named object={object} />: {because}
        </li>
      ))}
    </ul>
  );
}

/** An object as a reader would name it. */
function Named({ object }: { object: TraceObject }) {
  return <code class="object">{nameObject(object)}</code>;
}
