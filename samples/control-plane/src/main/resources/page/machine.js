import { useEffect, useState } from 'preact/hooks';
import { Actions } from './actions.js';
import * as api from './api.js';
import { Charts } from './chart.js';
import { Evidence, Next, Why } from './explain.js';
import { gpu, rate, usd } from './format.js';
import { t, word } from './language.js';
import { State, Use } from './list.js';
import { OtherWay } from './otherway.js';
import { Connection, priceNow } from './overview.js';
import { Settings } from './settings.js';
import { Ssh } from './ssh.js';
import { Timeline } from './timeline.js';
import { Troubles } from './troubles.js';
import { html } from './view.js';

const PERIODS = ['1h', '24h', '7d', '30d'];

/** Everything about one machine; read again whenever the fleet was. */
export function Machine({ id, fleet, onDone }) {
  const machine = fleet.machines.find(one => one.id === id);
  const saved = fleet.savings.instances.find(one => one.instance_id === id);
  const [shown, setShown] = useState({ period: '1h', gpu: '' });
  const [detail, setDetail] = useState({ explanation: null, series: null, costs: null, problem: null });

  useEffect(() => {
    const ended = new AbortController();
    if (machine) {
      Promise.all([api.explain(id, ended.signal), api.metrics(id, shown, ended.signal), api.costs(id, ended.signal)])
        .then(([explanation, series, costs]) => setDetail({ explanation, series, costs, problem: null }))
        .catch(problem => ended.signal.aborted || setDetail(before => ({ ...before, problem })));
    }
    return () => ended.abort();
  }, [id, shown, fleet.version]);

  return html`
    <p><a href="#/">← ${t('back')}</a></p>
    ${machine
      ? html`
          <article class="stack" aria-labelledby="machine-name">
            <div class="heading">
              <h1 id="machine-name">${machine.name}</h1>
              <${Connection} isLive=${fleet.connected} />
              <${Settings} machine=${machine} onDone=${onDone} />
              <${Actions} machine=${machine} onDone=${onDone} />
            </div>
            ${detail.problem && html`<p class="notice problem" role="alert">${detail.problem.message}</p>`}
            <${Labels} labels=${machine.labels} />
            <div class="beside">
              <section class="card">
                <h2>${t('machine')}</h2>
                <dl class="facts">
                  <${Fact} name=${t('state')}><${State} machine=${machine} /><//>
                  <${Fact} name=${t('use')}><${Use} machine=${machine} /><//>
                  <${Fact} name=${t('gpu')}>${gpu(machine)}<//>
                  <${Fact} name=${t('region')}>${machine.region ?? t('unknown')}<//>
                  <${Fact} name=${t('image')}>${machine.image ?? t('unknown')}<//>
                  <${Fact} name=${t('diskSize')}>${machine.disk_gb == null ? t('unknown') : `${machine.disk_gb} GB`}<//>
                  <${Fact} name=${t('kind')}>${machine.spot == null ? t('unknown') : t(machine.spot ? 'spot' : 'onDemand')}<//>
                  <${Fact} name=${t('provider')}>${machine.provider ?? t('unknown')}<//>
                  <${Fact} name=${t('health')}>${word(machine.health)}<//>
                </dl>
              </section>
              <section class="card">
                <h2>${t('costs')}</h2>
                <dl class="facts">
                  <${Fact} name=${t('price')}>${rate(priceNow(machine))}<//>
                  <${Fact} name=${t('parkedPrice')}>${rate(machine.stopped_price_usd_per_hour)}<//>
                  <${Fact} name=${t('today')}>${usd(machine.cost_today)}<//>
                  ${detail.costs && html`<${Fact} name=${t('soFar')}>${usd(detail.costs.accumulated_usd)}<//>`}
                  ${detail.costs && html`<${Fact} name=${t('monthly')}>${usd(detail.costs.monthly_estimate_usd)}<//>`}
                  ${saved && html`<${Fact} name=${t('saved')}>${usd(saved.saved_usd)}<//>`}
                  ${saved && html`<${Fact} name=${t('wastedHere')}>${usd(saved.wasted_idle_usd)}<//>`}
                </dl>
                ${detail.costs && html`<${OtherWay} costs=${detail.costs} />`}
              </section>
            </div>
            ${detail.explanation &&
            html`
              <div class="beside">
                <${Next} explanation=${detail.explanation} />
                <${Why} explanation=${detail.explanation} />
              </div>
            `}
            <section class="card">
              <div class="heading">
                <h2>${t('measures')}</h2>
                <${Gpus} count=${machine.gpu?.count ?? 0} value=${shown.gpu} onChange=${one => setShown({ ...shown, gpu: one })} />
                <select aria-label=${t('period')} value=${shown.period} onChange=${event => setShown({ ...shown, period: event.target.value })}>
                  ${PERIODS.map(one => html`<option key=${one} value=${one}>${t(`period${one}`)}</option>`)}
                </select>
              </div>
              ${detail.series && html`<${Charts} key=${shown.period + shown.gpu} series=${detail.series} />`}
            </section>
            <div class="beside">
              <${Timeline} id=${id} events=${fleet.events} connected=${fleet.connected} onDone=${onDone} />
              <div class="stack">
                <${Ssh} machine=${machine} onDone=${onDone} />
                <${Troubles} id=${id} onDone=${onDone} />
              </div>
            </div>
            ${detail.explanation && html`<${Evidence} explanation=${detail.explanation} />`}
          </article>
        `
      : html`<p>${t('gone')}</p>`}
  `;
}

const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

/** Which of its GPUs is drawn, where there are several. */
function Gpus({ count, value, onChange }) {
  return (
    count > 1 &&
    html`
      <select aria-label=${t('gpu')} value=${value} onChange=${event => onChange(event.target.value)}>
        <option value="">${t('gpusTogether')}</option>
        ${Array.from({ length: count }, (_, index) => html`<option key=${index} value=${index}>GPU ${index}</option>`)}
      </select>
    `
  );
}

/** What the labels begin with that programs keep their own accounts in. */
const OURS = 'dumont-';

function Labels({ labels }) {
  const all = Object.entries(labels).filter(([key]) => !key.startsWith(OURS));
  return (
    all.length > 0 &&
    html`
      <ul class="labels" aria-label=${t('labels')}>
        ${all.map(([key, value]) => html`<li key=${key}>${key}: ${value}</li>`)}
      </ul>
    `
  );
}
