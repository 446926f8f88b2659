import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { number } from './format.js';
import { currentLanguage, t } from './language.js';
import { html } from './view.js';

const HEIGHT = 140;

/** What is drawn of a machine: the name of its text, that of its field, the unit, and where its axis ends if that is given. */
const MEASURES = [
  ['gpuUse', 'gpu_utilization', '%', () => 100],
  ['gpuMemory', 'gpu_memory_used_mb', 'MiB', point => point.gpu_memory_total_mb],
  ['temperature', 'temperature_celsius', '°C'],
  ['power', 'power_watts', 'W'],
  ['cpu', 'cpu_percent', '%', () => 100],
  ['memory', 'memory_used_mb', 'MiB'],
];

/** Everything that is known of a machine over a period; what nobody measured is not drawn. */
export function Charts({ series }) {
  const known = MEASURES.filter(([, field]) => series.some(point => point[field] != null));
  return known.length === 0
    ? html`<p class="quiet">${t('noMeasures')}</p>`
    : html`<div class="charts">${known.map(measure => html`<${Chart} key=${measure[0]} measure=${measure} series=${series} />`)}</div>`;
}

/** The drawing is for the eye; its caption says the newest value and the range to everybody. */
function Chart({ measure: [name, field, unit, top], series }) {
  const values = series.map(point => point[field]);
  const numbers = values.filter(value => value != null);
  const ceiling = top?.(series[series.length - 1]);

  return html`
    <figure>
      <figcaption>
        <strong>${t(name)}</strong>${' '}
        ${t('newestAndRange', number(numbers[numbers.length - 1]), number(Math.min(...numbers)), number(Math.max(...numbers)), unit)}
      </figcaption>
      <${Drawing} times=${series.map(point => Date.parse(point.timestamp) / 1000)} values=${values} ceiling=${ceiling} />
    </figure>
  `;
}

function Drawing({ times, values, ceiling }) {
  const place = useRef(null);
  const plot = useRef(null);

  useEffect(() => {
    const style = getComputedStyle(place.current);
    const line = style.getPropertyValue('--accent');
    const axis = {
      stroke: style.getPropertyValue('--quiet'),
      grid: { stroke: style.getPropertyValue('--line'), width: 1 },
      ticks: { show: false },
    };
    const size = () => ({ width: place.current.clientWidth, height: HEIGHT });
    plot.current = new uPlot(
      {
        ...size(),
        legend: { show: false },
        scales: { y: { range: (_, low, high) => [0, ceiling ?? Math.max(1, high * 1.1)] } },
        axes: [{ ...axis, space: 90, values: (_, ticks) => ticks.map(moment) }, { ...axis, space: 30 }],
        series: [{}, { stroke: line, width: 2, fill: `${line}22`, points: { show: false } }],
      },
      [times, values],
      place.current,
    );
    const resized = new ResizeObserver(() => plot.current.setSize(size()));
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      plot.current.destroy();
    };
  }, []);
  useEffect(() => plot.current.setData([times, values]), [times[times.length - 1], times.length]);

  return html`<div ref=${place} class="chart" aria-hidden="true"></div>`;
}

const moment = seconds => new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short' }).format(new Date(seconds * 1000));
