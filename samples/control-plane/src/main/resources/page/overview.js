// What the fleet costs and saves, what holds the engine back, and what needs a person.
import { useId, useState } from 'preact/hooks';
import * as api from './api.js';
import { Create } from './create.js';
import { Dialog } from './dialog.js';
import { clock, rate, usd } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';
import { Wizard } from './wizard.js';

export function Overview({ fleet, onDone }) {
  const running = fleet.machines.filter(machine => machine.state === 'running');
  const hourly = fleet.machines.reduce((sum, machine) => sum + (priceNow(machine) ?? 0), 0);
  const frozen = fleet.modes.includes('frozen');

  return html`
    <section class="overview" aria-label=${t('machines')}>
      <dl class="figures">
        <${Figure} name=${t('running')} value=${running.length} />
        <${Figure} name=${t('perHour')} value=${rate(hourly)} />
        <${Figure} name=${t('monthly')} value=${usd(fleet.machines.reduce((sum, machine) => sum + (monthly(machine) ?? 0), 0), 0)} />
        <${Figure} name=${t('saved')} value=${usd(fleet.savings.saved_usd)} />
        <${Figure} name=${t('wasted')} value=${usd(fleet.savings.wasted_idle_usd)} />
      </dl>
      <${Creating} onDone=${onDone} />
      <${Freezing} frozen=${frozen} onDone=${onDone} />
      <a href="#/settings">${t('fleetSettings')}</a>
    </section>
    ${frozen && html`<p class="notice" role="status">${t('frozen')}</p>`}
    ${fleet.modes.includes('shadow') && html`<p class="notice" role="status">${t('shadow')}</p>`}
    <${NeedsHuman} operations=${fleet.operations} onDone=${onDone} />
  `;
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
    <button type="button" class="primary" onClick=${() => setOpen('create')}>${t('newMachine')}</button>
    <button type="button" class="primary" onClick=${() => setOpen('wizard')}>${t('wizard')}</button>
    ${Way && html`<${Way} onDone=${onDone} onClose=${() => setOpen(null)} />`}
  `;
}

function Freezing({ frozen, onDone }) {
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const field = useId();
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
        <label for=${field}>${t('freezeReason')}</label>
        <input id=${field} maxlength="200" value=${why} onInput=${event => setWhy(event.target.value)} />
      <//>
    `}
  `;
}

function NeedsHuman({ operations, onDone }) {
  const open = operations.filter(operation => operation.phase === 'needs_human');
  return (
    open.length > 0 &&
    html`
      <section class="notice problem" role="alert" aria-label=${t('needsHuman')}>
        <h2>${t('needsHuman')}</h2>
        <ul>
          ${open.map(
            operation => html`
              <li key=${operation.id}>
                <a href=${`#/machines/${encodeURIComponent(operation.instance_id)}`}>${operation.instance_id}</a>
                ${' '}${word(operation.kind)}: ${operation.reason} <${Resolve} operation=${operation} onDone=${onDone} />
              </li>
            `,
          )}
        </ul>
      </section>
    `
  );
}

/** The two ways out of an operation that nobody could confirm: it is done, or it is given up. */
function Resolve({ operation, onDone }) {
  const [asking, setAsking] = useState(null);
  const [note, setNote] = useState('');
  const field = useId();
  const resolve = async () => {
    await api.resolve(operation.id, asking, note);
    onDone(t('resolved', operation.instance_id));
  };

  return html`
    ${['done', 'abort'].map(
      outcome => html`
        <button key=${outcome} type="button" aria-label=${`${t(outcome)}: ${operation.instance_id}`} onClick=${() => setAsking(outcome)}>
          ${t(outcome)}
        </button>
      `,
    )}
    ${asking &&
    html`
      <${Dialog} title=${t(`${asking}Ask`, operation.instance_id)} confirm=${t(asking)} onConfirm=${resolve} onClose=${() => setAsking(null)}>
        <p>${t(`${asking}Text`)}</p>
        <label for=${field}>${t('note')}</label>
        <input id=${field} maxlength="500" value=${note} onInput=${event => setNote(event.target.value)} />
      <//>
    `}
  `;
}

export function Alerts({ alerts }) {
  return html`
    <section aria-label=${t('alerts')}>
      <h2>${t('alerts')}</h2>
      ${alerts.length === 0 && html`<p class="quiet">${t('noAlerts')}</p>`}
      <ul class="alerts">
        ${alerts.map(
          alert => html`
            <li key=${alert.id}>
              <time datetime=${alert.at}>${clock(alert.at)}</time>
              <span lang="en">${alert.text}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
