// What can be done to a machine now, with the confirmation that each deserves.
import { useEffect, useState } from 'preact/hooks';
import * as api from './api.js';
import { Dialog } from './dialog.js';
import { Check, Select, Text } from './fields.js';
import { clock, rate } from './format.js';
import { t } from './language.js';
import { html } from './view.js';

const NO_LONGER = 0;
const KEEP_ALIVE_MINUTES = [30, 60, 240, 1440];

/** What gives a machine back, or rents another in its place, is overtaken by nothing; a person may settle it. */
const NOT_OVERTAKEN = ['destroy', 'failover'];

/** What ends the spending, and overtakes what was asked for and is not seen yet. */
const ENDS_SPENDING = ['hibernate', 'stop', 'destroy'];

/** The actions that the engine takes now, of those that make sense. */
function possible(machine) {
  return [...(machine.claimed === false ? ['claim'] : []), ...changesOfPower(machine)];
}

function changesOfPower({ state, operation }) {
  switch (operation?.phase) {
    case 'executing':
      return [];
    case 'confirming':
      return NOT_OVERTAKEN.includes(operation.kind) ? [] : ENDS_SPENDING.filter(name => overtakes(name, operation));
    case 'needs_human':
      return ENDS_SPENDING;
    default:
      return POSSIBLE[state] ?? ['stop', 'destroy'];
  }
}

/** Its owner need not say the same word twice; where the engine said it, the owner's is asked for at once. */
function overtakes(name, { kind, cause }) {
  return name !== kind || cause !== 'person';
}

/** By the state, while nothing is under way or it can be taken back; on its way to another one a machine can still be let go. */
const POSSIBLE = {
  running: ['keepAlive', 'hibernate', 'stop', 'reboot', 'destroy'],
  stopping: ['destroy'],
  stopped: ['start', 'destroy'],
  hibernating: ['wake', 'destroy'],
  failed: ['start', 'stop', 'destroy'],
  deleted: [],
};

export function Actions({ machine, onDone }) {
  const [asking, setAsking] = useState(null);

  const command = async name => {
    await api.power(machine.id, name);
    onDone(t('asked', machine.name, t(name)));
  };
  const act = name => {
    if (name === 'start' || name === 'wake') {
      command(name).catch(failure => onDone(failure.message));
    } else {
      setAsking(name);
    }
  };
  const Asked = { hibernate: PowerOff, stop: PowerOff, reboot: PowerOff, keepAlive: KeepAlive, claim: Claim, destroy: Destroy }[asking];

  return html`
    <div class="actions">
      ${possible(machine).map(
        name => html`
          <button
            key=${name}
            type="button"
            class=${name === 'destroy' ? 'danger' : ''}
            aria-label=${`${t(name)}: ${machine.name}`}
            onClick=${() => act(name)}
          >
            ${t(name)}
          </button>
        `,
      )}
      ${Asked &&
      html`<${Asked} name=${asking} machine=${machine} command=${command} onDone=${onDone} onClose=${() => setAsking(null)} />`}
    </div>
  `;
}

function PowerOff({ name, machine, command, onClose }) {
  return html`
    <${Dialog} title=${t(`${name}Ask`, machine.name)} confirm=${t(name)} onConfirm=${() => command(name)} onClose=${onClose}>
      <p>${t(`${name}Text`, rate(machine.stopped_price_usd_per_hour))}</p>
    <//>
  `;
}

function KeepAlive({ machine, onDone, onClose }) {
  const [minutes, setMinutes] = useState(60);
  const keep = async () => {
    if (minutes === NO_LONGER) {
      await api.keepNoLonger(machine.id);
      onDone(t('keptNoLonger', machine.name));
      return;
    }
    const granted = await api.keepAlive(machine.id, minutes);
    onDone(t('kept', machine.name, clock(granted.hibernation_postponed_until)));
  };

  return html`
    <${Dialog} title=${t('keepAliveAsk', machine.name)} confirm=${t('keepAlive')} onConfirm=${keep} onClose=${onClose}>
      <p>${t('keepAliveText')}</p>
      <${Select} label=${t('forHowLong')} value=${minutes} onChange=${one => setMinutes(Number(one))}
        options=${[...KEEP_ALIVE_MINUTES.map(choice), [NO_LONGER, t('noLonger')]]} />
    <//>
  `;
}

function Claim({ machine, onDone, onClose }) {
  const claim = async () => {
    await api.claim(machine.id);
    onDone(t('claimed', machine.name));
  };

  return html`
    <${Dialog} title=${t('claimAsk', machine.name)} confirm=${t('claim')} onConfirm=${claim} onClose=${onClose}>
      <p>${t('claimText')}</p>
      <p>${t('claimParks')}</p>
    <//>
  `;
}

const choice = minutes => [minutes, minutes < 120 ? t('minutes', minutes) : t('hours', minutes / 60)];

function Destroy({ machine, onDone, onClose }) {
  const [typed, setTyped] = useState('');
  const [loseData, setLoseData] = useState(false);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    api.settings(machine.id, ended.signal).then(settings => setCopied(settings.auto_snapshot != null), () => {});
    return () => ended.abort();
  }, [machine.id]);
  // Where no snapshots are taken there is nothing to restore it from; what no provider of ours rents out keeps its disk.
  const mustAccept = machine.provider != null && !copied;
  const destroy = async () => {
    await api.destroy(machine.id, typed, loseData);
    onDone(t('asked', machine.name, t('destroy')));
  };

  return html`
    <${Dialog}
      title=${t('destroyAsk', machine.name)}
      confirm=${t('destroy')}
      danger
      ready=${typed === machine.name && (loseData || !mustAccept)}
      onConfirm=${destroy}
      onClose=${onClose}
    >
      <p>${t('destroyText')}</p>
      <p>${t('lost')}:</p>
      <ul>
        <li>${machine.disk_gb == null ? t('lostDisk') : t('lostDiskOf', machine.disk_gb)}</li>
        ${machine.state === 'running' && html`<li>${t('lostProgram')}</li>`}
        <li>${t('lostPlace')}</li>
      </ul>
      <${Text} label=${t('typeName', machine.name)} spellcheck=${false} value=${typed} onChange=${setTyped} />
      <${Check} label=${t('acceptLoss')} value=${loseData} onChange=${setLoseData} />
    <//>
  `;
}
