import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock } from './format.js';
import { currentLanguage, t } from './language.js';
import { html } from './view.js';

const HEIGHT = 180;

/** The use of a machine's GPU over its newest heartbeats, as a drawing, and as a table for whoever cannot see it. */
export function GpuChart({ heartbeats }) {
  const known = heartbeats.filter(heartbeat => heartbeat.gpu_utilization != null);
  if (known.length === 0) {
    return html`<p class="quiet">${t('noHeartbeats')}</p>`;
  }
  return html`
    <figure>
      <figcaption>${t('gpuUse')}</figcaption>
      <${Drawing} heartbeats=${known} />
      <div class="unseen">
        <table>
          <thead><tr><th scope="col">${t('time')}</th><th scope="col">${t('gpu')}</th></tr></thead>
          <tbody>
            ${known.slice(-10).map(
              heartbeat => html`
                <tr key=${heartbeat.timestamp}>
                  <th scope="row">${clock(heartbeat.timestamp)}</th>
                  <td>${Math.round(heartbeat.gpu_utilization)} %</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </figure>
  `;
}

function Drawing({ heartbeats }) {
  const place = useRef(null);
  const plot = useRef(null);
  const data = [
    heartbeats.map(heartbeat => Date.parse(heartbeat.timestamp) / 1000),
    heartbeats.map(heartbeat => heartbeat.gpu_utilization),
  ];

  useEffect(() => {
    const style = getComputedStyle(place.current);
    const line = style.getPropertyValue('--accent');
    const axis = { stroke: style.getPropertyValue('--quiet'), grid: { stroke: style.getPropertyValue('--line') } };
    plot.current = new uPlot(
      {
        width: place.current.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        scales: { y: { range: [0, 100] } },
        axes: [{ ...axis, values: (_, ticks) => ticks.map(hour) }, axis],
        series: [{}, { stroke: line, width: 2, fill: `${line}22` }],
      },
      data,
      place.current,
    );
    const resized = new ResizeObserver(() => plot.current.setSize({ width: place.current.clientWidth, height: HEIGHT }));
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      plot.current.destroy();
    };
  }, []);
  useEffect(() => plot.current.setData(data), [heartbeats]);

  return html`<div ref=${place} class="chart" aria-hidden="true"></div>`;
}

const hour = seconds => new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short' }).format(new Date(seconds * 1000));
