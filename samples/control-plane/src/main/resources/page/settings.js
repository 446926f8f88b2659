// The settings of one machine: whether it is replaced when it breaks down, and when it is parked.
import { useState } from 'preact/hooks';
import * as api from './api.js';
import { Dialog } from './dialog.js';
import { Check, Select, Text } from './fields.js';
import { t, word } from './language.js';
import { html } from './view.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WORKING_HOURS = { days: DAYS.slice(0, 5), from: '09:00', to: '18:00' };
const SHORTEST_IDLE = 5;
const LONGEST_IDLE = 60;
const MOST_REASON = 200;

/** Snapshots by the clock, where the control plane takes them. */
const EVERY_HOURS = [1, 6, 24];
const RETENTION_DAYS = [7, 30, 90];

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function Settings({ machine, onDone }) {
  const [settings, setSettings] = useState(null);
  const open = () => api.settings(machine.id).then(setSettings, failure => onDone(failure.message));

  return html`
    <button type="button" onClick=${open}>${t('settings')}</button>
    ${settings &&
    html`<${Form} machine=${machine} settings=${settings} onDone=${onDone} onClose=${() => setSettings(null)} />`}
  `;
}

function Form({ machine, settings, onDone, onClose }) {
  const [failover, setFailover] = useState(settings.failover);
  const [snapshot, setSnapshot] = useState(settings.auto_snapshot);
  const [hibernation, setHibernation] = useState(settings.hibernation);
  const park = part => setHibernation(before => ({ ...before, ...part }));
  const save = async () => {
    const { idle_minutes, ...others } = hibernation;
    const minutes = idle_minutes === settings.hibernation.idle_minutes ? {} : { idle_minutes };
    await api.changeSettings(machine.id, { failover, hibernation: { ...others, ...minutes }, ...(snapshot && { auto_snapshot: snapshot }) });
    onDone(t('settingsSaved', machine.name));
  };

  return html`
    <${Dialog} title=${t('settingsOf', machine.name)} wide confirm=${t('save')} onConfirm=${save} onClose=${onClose}>
      <fieldset>
        <legend>${t('failover')}</legend>
        <${Check} label=${t('failoverOn')} value=${failover.enabled} onChange=${enabled => setFailover({ ...failover, enabled })} />
        <p class="quiet">${t('failoverHelp')}</p>
        <${Text} label=${t('failoverRegions')} value=${failover.regions.join(', ')}
          onChange=${text => setFailover({ ...failover, regions: text.split(',').map(one => one.trim()).filter(Boolean) })} />
      </fieldset>
      ${snapshot && html`<${Snapshots} value=${snapshot} onChange=${setSnapshot} />`}
      <fieldset>
        <legend>${t('hibernation')}</legend>
        <${Check} label=${t('hibernationOn')} value=${hibernation.enabled} onChange=${enabled => park({ enabled })} />
        <${Minutes} value=${hibernation.idle_minutes} onChange=${idle_minutes => park({ idle_minutes })} />
        <${ActiveHours} windows=${hibernation.active_hours} onChange=${active_hours => park({ active_hours })} />
        <${Exceptions} exceptions=${hibernation.exceptions} onChange=${exceptions => park({ exceptions })} />
      </fieldset>
    <//>
  `;
}

function Snapshots({ value, onChange }) {
  const change = part => onChange({ ...value, ...part });
  const choice = (name, choices, field, text) => html`
    <${Select} label=${t(name)} value=${String(value[field])} options=${choices.map(one => [String(one), t(text, one)])}
      onChange=${one => change({ [field]: Number(one) })} />
  `;
  return html`
    <fieldset>
      <legend>${t('autoSnapshot')}</legend>
      <${Check} label=${t('autoSnapshotOn')} value=${value.enabled} onChange=${enabled => change({ enabled })} />
      ${choice('every', EVERY_HOURS, 'every_hours', 'hours')} ${choice('keptFor', RETENTION_DAYS, 'retention_days', 'days')}
      <${Check} label=${t('tellMe')} value=${value.notify} onChange=${notify => change({ notify })} />
    </fieldset>
  `;
}

/** What is not touched goes on with the preset, and what is emptied goes back to it. */
function Minutes({ value, onChange }) {
  return html`
    <${Text} label=${t('idleMinutes', SHORTEST_IDLE, LONGEST_IDLE)} type="number" min=${SHORTEST_IDLE} max=${LONGEST_IDLE}
      placeholder=${t('asPreset')} value=${value ?? ''} onChange=${text => onChange(text === '' ? null : Number(text))} />
  `;
}

function ActiveHours({ windows, onChange }) {
  const change = (index, part) => onChange(windows.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const toggle = (index, day) =>
    change(index, { days: DAYS.filter(one => windows[index].days.includes(one) !== (one === day)) });

  return html`
    <h3>${t('activeHours')}</h3>
    <p class="quiet">${t('activeHoursHelp')}</p>
    ${windows.map(
      (one, index) => html`
        <div key=${index} role="group" aria-label=${`${t('activeHours')} ${index + 1}`} class="window">
          <div class="days">
            ${DAYS.map(
              day => html`
                <label key=${day} class="check">
                  <input type="checkbox" checked=${one.days.includes(day)} onChange=${() => toggle(index, day)} />${word(day)}
                </label>
              `,
            )}
          </div>
          <${Text} label=${t('from')} type="time" value=${one.from} onChange=${from => change(index, { from })} />
          <${Text} label=${t('to')} type="time" value=${one.to} onChange=${to => change(index, { to })} />
          <${Text} label=${t('zone')} value=${one.zone} onChange=${zone => change(index, { zone })} />
          <button type="button" onClick=${() => onChange(windows.filter((_, at) => at !== index))}>${t('remove')}</button>
        </div>
      `,
    )}
    <button type="button" onClick=${() => onChange([...windows, { ...WORKING_HOURS, zone: ownZone() }])}>${t('addHours')}</button>
  `;
}

/** One at most: the machine is left alone until a time, for a reason. */
function Exceptions({ exceptions, onChange }) {
  const [one] = exceptions;
  const change = part => onChange([{ ...one, ...part }]);
  const begin = () => onChange([{ kind: 'exempt', value: '', expires_at: inADay() }]);

  return html`
    <h3>${t('exception')}</h3>
    ${one
      ? html`
          <div class="window">
            <${Text} label=${t('exceptionReason')} maxlength=${MOST_REASON} value=${one.value} onChange=${value => change({ value })} />
            <${Text} label=${t('exceptionUntil')} type="datetime-local" value=${local(one.expires_at)}
              onChange=${text => text && change({ expires_at: new Date(text).toISOString() })} />
            <button type="button" onClick=${() => onChange([])}>${t('remove')}</button>
          </div>
        `
      : html`<button type="button" onClick=${begin}>${t('addException')}</button>`}
  `;
}

const inADay = () => new Date(Date.now() + 24 * 3600 * 1000).toISOString();

/** An instant as a field for local time writes it. */
function local(instant) {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
