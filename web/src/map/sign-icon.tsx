/** Signs of the map in the text of the page: drawn with the page's own colours. */
import type { Shape } from "./shapes";

export function SignIcon({ shapes }: { shapes: readonly Shape[] }) {
  return (
    <svg class="map-sign" viewBox="-13 -11 26 22" width="26" height="22" aria-hidden="true">
      {shapes.map((shape, at) => (
        <Drawn key={at} shape={shape} />
      ))}
    </svg>
  );
}

function Drawn({ shape }: { shape: Shape }) {
  if (shape.kind === "text") {
    return (
      <text
        x={shape.x}
        y={shape.y}
        font-size={shape.size}
        font-weight="600"
        text-anchor="middle"
        fill={`var(--${shape.ink})`}
      >
        {shape.text}
      </text>
    );
  }
  if (shape.kind !== "sign") return null;
  return (
    <path
      d={shape.d}
      transform={`translate(${shape.x} ${shape.y}) scale(${shape.scale})`}
      fill={shape.fill ? `var(--${shape.fill})` : "none"}
      fill-rule="evenodd"
      stroke={shape.edge ? `var(--${shape.edge})` : undefined}
      stroke-width={shape.edge ? shape.width / shape.scale : undefined}
      stroke-linecap={shape.dash ? "butt" : "round"}
      stroke-dasharray={shape.dash?.join(" ")}
    />
  );
}
