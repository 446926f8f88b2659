// What the fleet costs and saves, what holds the engine back, and what needs a person.
import { useState } from 'preact/hooks';
import * as api from './api.js';
import { Create } from './create.js';
import { Dialog } from './dialog.js';
import { Text } from './fields.js';
import { clock, rate, told, usd } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';
import { Wizard } from './wizard.js';

export function Overview({ fleet, onDone }) {
  const running = fleet.machines.filter(machine => machine.state === 'running');
  const hourly = fleet.machines.reduce((sum, machine) => sum + (priceNow(machine) ?? 0), 0);
  const frozen = fleet.modes.some(one => one.mode === 'frozen');

  return html`
    <div class="heading">
      <h1>${t('machines')}</h1>
      <${Connection} isLive=${fleet.connected} />
      <a class="button" href="#/settings">${t('fleetSettings')}</a>
      <${Freezing} frozen=${frozen} onDone=${onDone} />
      <${Creating} onDone=${onDone} />
    </div>
    <section aria-label=${t('costs')}>
      <dl class="figures">
        <${Figure} name=${t('running')} value=${running.length} />
        <${Figure} name=${t('perHour')} value=${rate(hourly)} />
        <${Figure} name=${t('monthly')} value=${usd(fleet.machines.reduce((sum, machine) => sum + (monthly(machine) ?? 0), 0), 0)} />
        <${Figure} name=${t('saved')} value=${usd(fleet.savings.saved_usd)} />
        <${Figure} name=${t('wasted')} value=${usd(fleet.savings.wasted_idle_usd)} />
      </dl>
    </section>
    ${frozen && html`<p class="notice" role="status">${t('frozen')}</p>`}
    ${fleet.modes.filter(one => one.mode !== 'frozen').map(one => html`<${Waiting} key=${one.mode} mode=${one} onDone=${onDone} />`)}
    <${NeedsHuman} fleet=${fleet} onDone=${onDone} />
  `;
}

/** Whether what the page shows is what is. */
export function Connection({ isLive }) {
  return html`<p class=${`connection ${isLive ? 'live' : 'lost'}`} role="status">${isLive ? t('live') : t('reconnecting')}</p>`;
}

/** What a machine costs an hour in its state; null where nobody said. */
export function priceNow(machine) {
  switch (machine.state) {
    case 'stopped':
    case 'hibernating':
      return machine.stopped_price_usd_per_hour;
    case 'deleted':
      return 0;
    default:
      return machine.price_usd_per_hour;
  }
}

/** A month has 732 hours, as in the costs of the API. */
const HOURS_A_MONTH = 732;

/** What a machine costs a month if it stays as it is; null where nobody said. */
export function monthly(machine) {
  const price = priceNow(machine);
  return price == null ? null : price * HOURS_A_MONTH;
}

const Figure = ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function Creating({ onDone }) {
  const [open, setOpen] = useState(null);
  const Way = { create: Create, wizard: Wizard }[open];
  return html`
    <button type="button" onClick=${() => setOpen('wizard')}>${t('wizard')}</button>
    <button type="button" class="primary" onClick=${() => setOpen('create')}>${t('newMachine')}</button>
    ${Way && html`<${Way} onDone=${onDone} onClose=${() => setOpen(null)} />`}
  `;
}

function Freezing({ frozen, onDone }) {
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const freeze = async () => {
    await api.freeze(why);
    onDone(t('frozen'));
  };
  const unfreeze = () => api.unfreeze().then(reply => onDone(reply.message), failure => onDone(failure.message));

  if (frozen) {
    return html`<button type="button" class="primary" onClick=${unfreeze}>${t('unfreeze')}</button>`;
  }
  return html`
    <button type="button" onClick=${() => setAsking(true)}>${t('freeze')}</button>
    ${asking &&
    html`
      <${Dialog}
        title=${t('freezeAsk')}
        confirm=${t('freeze')}
        ready=${why.trim() !== ''}
        onConfirm=${freeze}
        onClose=${() => setAsking(false)}
      >
        <p>${t('freezeText')}</p>
        <${Text} label=${t('freezeReason')} maxlength="200" value=${why} onChange=${setWhy} />
      <//>
    `}
  `;
}

/** Why the engine does nothing now, and for a pause that people may override, how. */
function Waiting({ mode: { mode, reason }, onDone }) {
  const override = () => api.resumeFleet().then(reply => onDone(reply.message), failure => onDone(failure.message));
  return html`
    <div class="notice" role="status">
      ${mode === 'shadow' ? t('shadow') : html`<strong>${word(mode)}</strong>: <span lang="en">${told(reason)}</span>`}
      ${mode === 'silence_paused' && html`<span class="actions"><button type="button" onClick=${override}>${t('override')}</button></span>`}
    </div>
  `;
}

function NeedsHuman({ fleet, onDone }) {
  const open = fleet.operations.filter(operation => operation.phase === 'needs_human');
  const name = id => fleet.machines.find(machine => machine.id === id)?.name ?? id;
  return (
    open.length > 0 &&
    html`
      <section class="notice problem" role="alert" aria-label=${t('needsHuman')}>
        <h2>${t('needsHuman')}</h2>
        <ul>
          ${open.map(
            operation => html`
              <li key=${operation.id}>
                <a href=${`#/machines/${encodeURIComponent(operation.instance_id)}`}>${name(operation.instance_id)}</a>
                <span>${word(operation.kind)}: <span lang="en">${told(operation.reason)}</span></span>
                <${Resolve} operation=${operation} name=${name(operation.instance_id)} onDone=${onDone} />
              </li>
            `,
          )}
        </ul>
      </section>
    `
  );
}

/** The two ways out of an operation that nobody could confirm: it is done, or it is given up. */
function Resolve({ operation, name, onDone }) {
  const [asking, setAsking] = useState(null);
  const [note, setNote] = useState('');
  const resolve = async () => {
    await api.resolve(operation.id, asking, note);
    onDone(t('resolved', name));
  };

  return html`
    <span class="actions">
      ${['done', 'abort'].map(
        outcome => html`
          <button key=${outcome} type="button" aria-label=${`${t(outcome)}: ${name}`} onClick=${() => setAsking(outcome)}>
            ${t(outcome)}
          </button>
        `,
      )}
    </span>
    ${asking &&
    html`
      <${Dialog} title=${t(`${asking}Ask`, name)} confirm=${t(asking)} onConfirm=${resolve} onClose=${() => setAsking(null)}>
        <p>${t(`${asking}Text`)}</p>
        <${Text} label=${t('note')} maxlength="500" value=${note} onChange=${setNote} />
      <//>
    `}
  `;
}

export function Alerts({ alerts }) {
  return html`
    <section class="card" aria-label=${t('alerts')}>
      <h2>${t('alerts')}</h2>
      ${alerts.length === 0 && html`<p class="quiet">${t('noAlerts')}</p>`}
      <ul class="alerts" tabindex="0">
        ${alerts.map(
          alert => html`
            <li key=${alert.id}>
              <time datetime=${alert.at}>${clock(alert.at)}</time>
              <span lang="en">${told(alert.text)}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
