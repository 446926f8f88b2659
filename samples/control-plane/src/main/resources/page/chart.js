import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { decimal, number, perSecond } from './format.js';
import { currentLanguage, t } from './language.js';
import { html } from './view.js';

const HEIGHT = 140;

const of = unit => value => `${number(value)} ${unit}`;
const gibibytes = value => `${decimal(value)} GiB`;
const MIB_PER_GIB = 1024;

/**
 * What is drawn of a machine: the lines by the names of their texts, how a value is said, how many of the reported make one of what is
 * drawn, and where the axis ends if that is known. Bytes are counted from one point to the next, so that a rate is what is worth looking at.
 */
const MEASURES = [
  { name: 'gpuUse', lines: [['gpuUse', 'gpu_utilization']], say: of('%'), top: () => 100 },
  { name: 'gpuMemory', lines: [['gpuMemory', 'gpu_memory_used_mb']], say: gibibytes, per: MIB_PER_GIB, top: point => point.gpu_memory_total_mb && point.gpu_memory_total_mb / MIB_PER_GIB },
  { name: 'temperature', lines: [['temperature', 'temperature_celsius']], say: of('°C') },
  { name: 'power', lines: [['power', 'power_watts']], say: of('W') },
  { name: 'cpu', lines: [['cpu', 'cpu_percent']], say: of('%'), top: () => 100 },
  { name: 'memory', lines: [['memory', 'memory_used_mb']], say: gibibytes, per: MIB_PER_GIB },
  { name: 'diskTraffic', lines: [['read', 'disk_read_bytes'], ['written', 'disk_write_bytes']], say: perSecond, isRate: true },
  { name: 'network', lines: [['received', 'net_rx_bytes'], ['sent', 'net_tx_bytes']], say: perSecond, isRate: true },
];

/** Everything that is known of a machine over a period; what nobody measured is not drawn. */
export function Charts({ series }) {
  const times = series.map(point => Date.parse(point.timestamp) / 1000);
  const known = MEASURES.map(measure => ({ ...measure, drawn: drawn(measure, series, times) })).filter(one => one.drawn.length > 0);
  return known.length === 0
    ? html`<p class="quiet">${t('noMeasures')}</p>`
    : html`
        <div class="charts">
          ${known.map(one => html`<${Chart} key=${one.name} measure=${one} times=${times} newest=${series[series.length - 1]} />`)}
        </div>
      `;
}

function drawn({ lines, isRate, per = 1 }, series, times) {
  return lines
    .map(([name, field]) => {
      const values = series.map(point => (point[field] == null ? null : point[field] / per));
      return { name, values: isRate ? values.map((value, at) => (at === 0 || value === null ? null : value / (times[at] - times[at - 1]))) : values };
    })
    .filter(line => line.values.some(value => value !== null));
}

/** The drawing is for the eye; its caption says the newest value and the range of each line to everybody. */
function Chart({ measure: { name, drawn: lines, say, top }, times, newest }) {
  return html`
    <figure>
      <figcaption>
        <strong>${t(name)}</strong>${' '}
        ${lines.map((line, at) => html`<span key=${line.name} class=${`line${at}`}>${at > 0 && ', '}${lines.length > 1 && `${t(line.name)} `}${range(line.values, say)}</span>`)}
      </figcaption>
      <${Drawing} times=${times} lines=${lines.map(line => line.values)} say=${say} ceiling=${top?.(newest)} />
    </figure>
  `;
}

function range(values, say) {
  const numbers = values.filter(value => value !== null);
  return t('newestAndRange', say(numbers[numbers.length - 1]), say(Math.min(...numbers)), say(Math.max(...numbers)));
}

function Drawing({ times, lines, say, ceiling }) {
  const place = useRef(null);
  const plot = useRef(null);

  useEffect(() => {
    const style = getComputedStyle(place.current);
    const axis = {
      stroke: style.getPropertyValue('--quiet'),
      grid: { stroke: style.getPropertyValue('--line'), width: 1 },
      ticks: { show: false },
    };
    const strokes = ['--accent', '--warning'].map(name => style.getPropertyValue(name));
    const size = () => ({ width: place.current.clientWidth, height: HEIGHT });
    plot.current = new uPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, low, high) => [0, ceiling ?? Math.max(1, high * 1.1)] } },
        axes: [
          { ...axis, space: 90, values: (_, ticks) => ticks.map(moment(times)) },
          { ...axis, space: 30, size: 80, values: (_, ticks) => ticks.map(say) },
        ],
        series: [{}, ...lines.map((_, at) => ({ stroke: strokes[at], width: 2, fill: at === 0 ? `${strokes[at]}22` : undefined, points: { show: false } }))],
      },
      [times, ...lines],
      place.current,
    );
    const resized = new ResizeObserver(() => plot.current.setSize(size()));
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      plot.current.destroy();
    };
  }, [lines.length]);
  useEffect(() => plot.current.setData([times, ...lines]), [times[times.length - 1], times.length, lines.length]);

  return html`<div ref=${place} class="chart" aria-hidden="true"></div>`;
}

const A_DAY_SECONDS = 24 * 3600;

/** The time of day, and over days the day. */
function moment(times) {
  const isLong = times[times.length - 1] - times[0] > A_DAY_SECONDS;
  const format = new Intl.DateTimeFormat(currentLanguage(), isLong ? { day: 'numeric', month: 'short' } : { timeStyle: 'short' });
  return seconds => format.format(new Date(seconds * 1000));
}
