import { useEffect, useMemo, useState } from 'preact/hooks';
import { Actions } from './actions.js';
import { timeScale } from './api.js';
import { Select, Text } from './fields.js';
import { duration, gpu, rate, told, usd } from './format.js';
import { currentLanguage, t, word } from './language.js';
import { monthly, priceNow } from './overview.js';
import { Sparkline } from './sparkline.js';
import { html } from './view.js';

/** So many rows are laid out anew within a frame or two, whatever the fleet; nobody reads thousands, they search. */
const ROWS = 50;

export function List({ machines, onDone }) {
  const [search, setSearch] = useState('');
  const [state, setState] = useState('');
  const [model, setModel] = useState('');
  const [region, setRegion] = useState('');
  const [rows, setRows] = useState(ROWS);
  const shown = machines.filter(
    machine =>
      (state === '' || machine.state === state) &&
      (model === '' || gpu(machine) === model) &&
      (region === '' || regionOf(machine) === region) &&
      mentions(machine, search),
  );

  return html`
    <form class="filters" role="search" onSubmit=${event => event.preventDefault()}>
      <${Text} label=${t('search')} type="search" placeholder=${t('searchHelp')} value=${search} onChange=${setSearch} />
      <${Select} label=${t('state')} value=${state} onChange=${setState}
        options=${[['', t('allStates')], ...distinct(machines.map(machine => machine.state)).map(one => [one, word(one)])]} />
      <${Select} label=${t('gpu')} value=${model} onChange=${setModel}
        options=${[['', t('allGpus')], ...distinct(machines.map(gpu)).map(one => [one, one])]} />
      <${Select} label=${t('region')} value=${region} onChange=${setRegion}
        options=${[['', t('allRegions')], ...distinct(machines.map(regionOf)).map(one => [one, one])]} />
      <span class="quiet" role="status">${t('count', shown.length, machines.length)}</span>
    </form>
    ${shown.length === 0
      ? html`<p class="quiet">${machines.length === 0 ? t('noMachines') : t('none')}</p>`
      : html`<${Table} machines=${shown.slice(0, rows)} total=${shown.length} onDone=${onDone} />`}
    ${shown.length > rows &&
    html`<button type="button" onClick=${() => setRows(rows + ROWS)}>${t('more', Math.min(ROWS, shown.length - rows))}</button>`}
  `;
}

const regionOf = machine => machine.region ?? t('unknown');

const distinct = values => [...new Set(values)].sort();

function mentions(machine, search) {
  if (search === '') {
    return true;
  }
  const labels = Object.entries(machine.labels).map(([key, value]) => `${key}=${value}`);
  const text = [machine.name, machine.id, gpu(machine), machine.region, ...labels].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(part => text.includes(part));
}

function Table({ machines, total, onDone }) {
  return html`
    <table class="machines" aria-rowcount=${total + 1}>
      <thead>
        <tr>
          <th scope="col">${t('name')}</th>
          <th scope="col">${t('state')}</th>
          <th scope="col">${t('gpuAndRegion')}</th>
          <th scope="col">${t('use')}</th>
          <th scope="col" class="number">${t('price')}</th>
          <th scope="col" class="number">${t('parkedPrice')}</th>
          <th scope="col" class="number">${t('today')}</th>
          <th scope="col">${t('actions')}</th>
        </tr>
      </thead>
      <tbody>
        ${machines.map(machine => html`<${Row} key=${machine.id} machine=${machine} onDone=${onDone} />`)}
      </tbody>
    </table>
  `;
}

/** Made anew where its machine was read anew: of all rows most are as they were when one machine changes. */
function Row({ machine, onDone }) {
  return useMemo(() => html`<${Cells} machine=${machine} onDone=${onDone} />`, [machine, currentLanguage()]);
}

function Cells({ machine, onDone }) {
  return html`
    <tr data-machine=${machine.id}>
      <th scope="row" data-name=${t('name')}>
        <a href=${`#/machines/${encodeURIComponent(machine.id)}`}>${machine.name}</a>
      </th>
      <td data-name=${t('state')} data-bare><${State} machine=${machine} /></td>
      <td data-name=${t('gpu')}>${gpu(machine)}${machine.region && html`<small>${machine.region}</small>`}</td>
      <td data-name=${t('use')} data-wide><${Use} machine=${machine} /><${Sparkline} history=${machine.history} /></td>
      <td data-name=${t('price')} class="number">
        ${rate(priceNow(machine))}<small>${t('aMonth', usd(monthly(machine), 0))}</small>
      </td>
      <td data-name=${t('parkedPrice')} class="number">${rate(machine.stopped_price_usd_per_hour)}</td>
      <td data-name=${t('today')} class="number">
        ${usd(machine.cost_today)}<small>${t('inAll', usd(machine.use.accumulated_usd))}</small>
      </td>
      <td data-name=${t('actions')} data-wide data-bare><${Actions} machine=${machine} onDone=${onDone} /></td>
    </tr>
  `;
}

export function State({ machine }) {
  const operation = machine.operation;
  return html`
    <span class=${`state ${machine.state}`}>${word(machine.state)}</span>
    ${machine.claimed === false && html`<small class="warning">${t('unclaimed')}</small>`}
    ${operation && html`<small>${word(operation.kind)}, ${word(operation.phase)}</small>`}
  `;
}

export function Use({ machine }) {
  const silent = machine.health === 'unhealthy';
  return html`
    ${silent ? html`<span class="warning">${word(machine.health)}</span>` : word(machine.activity)}
    ${machine.use.idle_seconds > 0 && html`<small>${t('idleFor', duration(machine.use.idle_seconds))}</small>`}
    ${machine.hibernate_in_seconds != null &&
    html`<small class="warning"><${Countdown} seconds=${machine.hibernate_in_seconds} /></small>`}
    ${machine.state_reason && html`<small lang="en">${told(machine.state_reason)}</small>`}
  `;
}

/** Goes on by itself between readings. */
function Countdown({ seconds }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const began = performance.now();
    const show = () => setLeft(Math.max(0, seconds - ((performance.now() - began) / 1000) * timeScale));
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return t('parksIn', duration(left));
}
