import type { Box, Link, Plan } from "./grid.ts";

/** Pixels, at the page's own size of text. */
const WIDTH = 170;
const HEIGHT = 54;
const PAD = 10;
const MARK = 14;
/** Between the steps of the way, where the arrows are, and between what stands side by side. */
const ALONG = 24;
const ACROSS = 8;
const MARGIN = 6;
/** Characters that fit, by the widths of the two fonts. */
const FITS = { label: 25, name: 20, detail: 22 } as const;
/** So far a picture may shrink before one has to scroll. */
const SMALLEST = 0.8;

type Direction = "right" | "down";

/** A plan as SVG: the way runs right, or down where there is no room. One picture for who looks; the list says the same in words. */
export function Drawing({ plan, direction, says }: { plan: Plan; direction: Direction; says: string }) {
  const along = direction === "right" ? [WIDTH + ALONG, HEIGHT + ACROSS] : [HEIGHT + ALONG, WIDTH + ACROSS];
  const place = ({ column, row }: Pick<Box, "column" | "row">) =>
    direction === "right"
      ? { x: MARGIN + column * along[0]!, y: MARGIN + row * along[1]! }
      : { x: MARGIN + row * along[1]!, y: MARGIN + column * along[0]! };
  const far = place({ column: plan.columns - 1, row: plan.rows - 1 });
  const [width, height] = [far.x + WIDTH + MARGIN, far.y + HEIGHT + MARGIN];
  const boxes = new Map(plan.boxes.map((box) => [box.id, box]));
  return (
    <svg
      class="drawing"
      role="img"
      aria-label={says}
      width={width}
      height={height}
      style={{ minWidth: direction === "right" ? SMALLEST * width : width }}
      viewBox={`0 0 ${width} ${height}`}
    >
      <defs>
        {(["way", "good", "bad"] as const).map((state) => (
          <marker
            key={state}
            id={`tip-${state}`}
            class={`tip ${state}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.5 7.5 4 0 7.5z" />
          </marker>
        ))}
      </defs>
      {plan.links.map((link) => {
        const [from, to] = [boxes.get(link.from)!, boxes.get(link.to)!];
        return <Line key={`${link.from} ${link.to}`} link={link} d={curve(from, to, place, direction)} />;
      })}
      {plan.boxes.map((box) => (
        <Station key={box.id} box={box} at={place(box)} />
      ))}
    </svg>
  );
}

function Line({ link, d }: { link: Link; d: string }) {
  const tip = link.state === "way" || link.state === "good" || link.state === "bad";
  return <path class={`link ${link.state}`} d={d} {...(tip && { "marker-end": `url(#tip-${link.state})` })} />;
}

function Station({ box, at }: { box: Box; at: { x: number; y: number } }) {
  const { label, name, detail, state, look, share, says } = box;
  const sign = state === "good" ? "✓" : state === "bad" ? "✕" : look ? "look here" : share;
  return (
    <g class={`box ${state}${look ? " look" : ""}`} transform={`translate(${at.x} ${at.y})`}>
      <title>{`${label} ${name}: ${says}`}</title>
      <rect width={WIDTH} height={HEIGHT} rx="7" />
      <text class="label" x={PAD} y="16">
        {short(label, FITS.label - (sign ? sign.length + 2 : 0))}
      </text>
      {sign && (
        <text class="sign" x={WIDTH - PAD} y="16" text-anchor="end">
          {sign}
        </text>
      )}
      <text class="name" x={PAD} y="33">
        {middle(name, FITS.name)}
      </text>
      <text class="detail" x={PAD} y="46">
        {short(detail, FITS.detail)}
      </text>
    </g>
  );
}

/** From one box's edge to another's: on along the way, or out of the side to what stands beside it. */
function curve(from: Box, to: Box, place: (box: Box) => { x: number; y: number }, direction: Direction): string {
  const [a, b] = [place(from), place(to)];
  if (from.column === to.column) {
    // Beside each other: a short line; past others in between it runs along the edge.
    return direction === "right" ? `M${a.x + MARK} ${a.y + HEIGHT}V${b.y}` : `M${a.x + WIDTH} ${a.y + MARK}H${b.x}`;
  }
  if (direction === "right") {
    const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2];
    if (y1 === y2) return `M${x1} ${y1}H${x2}`;
    const turn = x2 - ALONG / 2;
    return `M${Math.max(x1, x2 - ALONG)} ${y1}H${turn - 8}Q${turn} ${y1} ${turn} ${y1 + 8}V${y2 - 8}Q${turn} ${y2} ${turn + 8} ${y2}H${x2}`;
  }
  const [x1, y1, x2, y2] = [a.x + WIDTH / 2, a.y + HEIGHT, b.x + WIDTH / 2, b.y];
  if (x1 === x2) return `M${x1} ${y1}V${y2}`;
  const turn = y2 - ALONG / 2;
  return `M${x1} ${Math.max(y1, y2 - ALONG)}V${turn - 8}Q${x1} ${turn} ${x1 + 8} ${turn}H${x2 - 8}Q${x2} ${turn} ${x2} ${turn + 8}V${y2}`;
}

const short = (text: string, fits: number): string => (text.length > fits ? `${text.slice(0, fits - 1)}…` : text);

/** Names differ at their ends. */
function middle(text: string, fits: number): string {
  if (text.length <= fits) return text;
  const tail = Math.ceil((fits - 1) * 0.6);
  return `${text.slice(0, fits - 1 - tail)}…${text.slice(-tail)}`;
}
