// What holds for the whole fleet: how eager the engine is, for which machines otherwise, and what they may cost.
import { useEffect, useState } from 'preact/hooks';
import * as api from './api.js';
import { Check, Select, Text } from './fields.js';
import { clock } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';

const PRESETS = ['reactive', 'lifecycle', 'status-api', 'balanced', 'saver', 'derived'];

/** Every number of a preset that may be another one, in the unit of its name. */
const THRESHOLDS = [
  'idle_minutes',
  'warn_lead_minutes',
  'min_uptime_minutes',
  'idle_below_percent',
  'release_at_percent',
  'process_factor',
  'save_seconds',
  'interval_seconds',
  'late_after_seconds',
  'suspect_after_minutes',
  'orphan_after_minutes',
  'orphan_hibernate_after_minutes',
  'orphan_delete_after_hours',
  'no_evidence_after_hours',
  'restart_grace_minutes',
  'budget_share',
];
const OBSERVE_ONLY = 'observe_only';
const PERIODS = ['day', 'month', 'total'];

export function FleetSettings({ onDone }) {
  const [settings, setSettings] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    api.fleetSettings().then(setSettings, setProblem);
  }, []);
  const change = part => {
    setProblem(null);
    setSettings(before => ({ ...before, ...part }));
  };
  const save = async event => {
    event.preventDefault();
    try {
      // Notifiers and a shadow are no settings of this page; only what can be changed here is sent.
      const { preset, assignments, overrides, allow_delete, spend_caps } = settings;
      const wanted = { preset, assignments, overrides, allow_delete, spend_caps };
      setSettings(await api.changeFleetSettings(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null))));
      setProblem(null);
      onDone(t('fleetSettingsSaved'));
    } catch (failure) {
      setProblem(failure);
    }
  };

  return html`
    <p><a href="#/">← ${t('back')}</a></p>
    <div class="heading"><h1>${t('fleetSettings')}</h1></div>
    ${settings &&
    html`
      <form class="settings stack" onSubmit=${save}>
        <section class="card">
          <${Select} label=${t('preset')} value=${settings.preset ?? ''} onChange=${preset => change({ preset })}
            options=${[...(settings.preset === null ? [['', t('ownSettings')]] : []), ...PRESETS.map(one => [one, word(one)])]} />
          <p class="quiet">${t('presetHelp')}</p>
          <${Check} label=${t('allowDelete')} value=${settings.allow_delete} onChange=${allow_delete => change({ allow_delete })} />
        </section>
        <${Assignments} rules=${settings.assignments ?? []} onChange=${assignments => change({ assignments })} />
        <${Caps} caps=${settings.spend_caps ?? []} onChange=${spend_caps => change({ spend_caps })} />
        <${Thresholds} overrides=${settings.overrides ?? {}} onChange=${overrides => change({ overrides })} />
        <section class="card">
          <h2>${t('notifiers')}</h2>
          <p>${settings.notifiers === null ? t('notifiersOfServer') : settings.notifiers.join(', ')}</p>
          ${settings.shadow_until && html`<p>${t('shadowUntil', clock(settings.shadow_until))}</p>`}
        </section>
        ${problem && html`<p class="problem" role="alert">${problem.message}</p>`}
        <div class="buttons"><button type="submit" class="primary">${t('save')}</button></div>
      </form>
    `}
    ${!settings && problem && html`<p class="problem" role="alert">${problem.message}</p>`}
  `;
}

function Assignments({ rules, onChange }) {
  const change = (index, part) => onChange(rules.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return html`
    <section class="card">
      <h2>${t('assignments')}</h2>
      <p class="quiet">${t('assignmentsHelp')}</p>
      ${rules.map(
        (one, index) => html`
          <div key=${index} class="window" role="group" aria-label=${`${t('assignments')} ${index + 1}`}>
            <${Text} label=${t('label')} placeholder="team=vision" value=${one.label} onChange=${label => change(index, { label })} />
            <${Select} label=${t('preset')} value=${one.preset_or_observe_only}
              onChange=${preset_or_observe_only => change(index, { preset_or_observe_only })}
              options=${[OBSERVE_ONLY, ...PRESETS].map(preset => [preset, word(preset)])} />
            <button type="button" onClick=${() => onChange(rules.filter((_, at) => at !== index))}>${t('remove')}</button>
          </div>
        `,
      )}
      <button type="button" onClick=${() => onChange([...rules, { label: '', preset_or_observe_only: OBSERVE_ONLY }])}>
        ${t('addRule')}
      </button>
    </section>
  `;
}

function Caps({ caps, onChange }) {
  const change = (index, part) => onChange(caps.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const first = { label: null, instance_id: null, usd: 100, period: 'month', zone: 'UTC' };
  return html`
    <section class="card">
      <h2>${t('spendCaps')}</h2>
      <p class="quiet">${t('spendCapsHelp')}</p>
      ${caps.map(
        (one, index) => html`
          <div key=${index} class="window" role="group" aria-label=${`${t('spendCaps')} ${index + 1}`}>
            <${Text} label=${t('capLabel')} value=${one.label ?? ''} onChange=${label => change(index, { label: label || null })} />
            <${Text} label=${t('capMachine')} value=${one.instance_id ?? ''} onChange=${id => change(index, { instance_id: id || null })} />
            <${Text} label="USD" type="number" min="0.01" step="0.01" value=${one.usd}
              onChange=${usd => change(index, { usd: usd === '' ? null : Number(usd) })} />
            <${Select} label=${t('period')} value=${one.period} options=${PERIODS.map(period => [period, word(period)])}
              onChange=${period => change(index, { period })} />
            <${Text} label=${t('zone')} value=${one.zone} onChange=${zone => change(index, { zone })} />
            <button type="button" onClick=${() => onChange(caps.filter((_, at) => at !== index))}>${t('remove')}</button>
          </div>
        `,
      )}
      <button type="button" onClick=${() => onChange([...caps, first])}>${t('addCap')}</button>
    </section>
  `;
}

/** Single numbers over the preset; one that is removed is the preset's again. */
function Thresholds({ overrides, onChange }) {
  const all = Object.entries(overrides);
  const free = THRESHOLDS.filter(name => !(name in overrides));
  const change = (at, [name, value]) => onChange(Object.fromEntries(all.map((one, index) => (index === at ? [name, value] : one))));
  return html`
    <section class="card">
      <h2>${t('thresholds')}</h2>
      <p class="quiet">${t('thresholdsHelp')}</p>
      ${all.map(
        ([name, value], at) => html`
          <div key=${at} class="window" role="group" aria-label=${`${t('thresholds')} ${at + 1}`}>
            <${Select} label=${t('threshold')} value=${name} onChange=${other => change(at, [other, value])}
              options=${[name, ...free].map(one => [one, word(one)])} />
            <${Text} label=${t('value')} type="number" min="0" step="any" required value=${value ?? ''}
              onChange=${text => change(at, [name, text === '' ? null : Number(text)])} />
            <button type="button" onClick=${() => onChange(Object.fromEntries(all.filter((_, index) => index !== at)))}>${t('remove')}</button>
          </div>
        `,
      )}
      ${free.length > 0 &&
      html`<button type="button" onClick=${() => onChange({ ...overrides, [free[0]]: null })}>${t('addThreshold')}</button>`}
    </section>
  `;
}
