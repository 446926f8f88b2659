// What a machine did while this page was open: a line for each measure, and the newest values in words.
import { t } from './language.js';
import { html } from './view.js';

const WIDTH = 96;
const HEIGHT = 24;

/** So many readings are kept of each machine, and so few already make half a line. */
export const LONGEST = 40;
const HALF = 6;

const MEASURES = [
  ['gpu_percent', 'gpu'],
  ['cpu_percent', 'cpu'],
  ['memory_percent', 'memory'],
];

/** `history` holds what a machine did at each reading of the fleet, the newest last. */
export function Sparkline({ history }) {
  const newest = history.at(-1);
  const known = MEASURES.filter(([field]) => newest?.[field] != null);
  return (
    known.length > 0 &&
    html`
      <div class="spark">
        <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          ${known.map(([field]) => html`<polyline key=${field} class=${field} points=${points(history, field)} />`)}
        </svg>
        <small>${known.map(([field, name], at) => html`${at > 0 && ' · '}<span class=${field}>${t(name)} ${Math.round(newest[field])} %</span>`)}</small>
      </div>
    `
  );
}

/** A reading that is missing leaves no point: the line goes on to the next that is known. */
function points(history, field) {
  const step = WIDTH / Math.min(LONGEST - 1, HALF + history.length);
  const first = WIDTH - step * (history.length - 1);
  return history
    .map((use, index) => use[field] != null && `${(first + index * step).toFixed(1)},${(HEIGHT - (use[field] / 100) * (HEIGHT - 2) - 1).toFixed(1)}`)
    .filter(Boolean)
    .join(' ');
}
