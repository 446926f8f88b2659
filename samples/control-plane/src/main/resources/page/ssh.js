// How to get onto a machine: a terminal in the browser, or the command for one's own.
import { useState } from 'preact/hooks';
import * as api from './api.js';
import { t } from './language.js';
import { html } from './view.js';

export function Ssh({ machine, onDone }) {
  const [address, setAddress] = useState(null);
  if (machine.state !== 'running') {
    return null;
  }
  const show = () => api.ssh(machine.id).then(setAddress, failure => onDone(failure.message));

  return html`
    <section class="card">
      <h2>SSH</h2>
      <p class="actions">
        <a class="button" href=${`/terminal#${encodeURIComponent(machine.id)}`} target="_blank" rel="noopener">${t('openTerminal')}</a>
        <button type="button" onClick=${show}>${t('showSsh')}</button>
      </p>
      ${address && html`<${HowToLogIn} address=${address} />`}
    </section>
  `;
}

/** The command, and the key that the machine has to know for the terminal in the browser. */
export function HowToLogIn({ address }) {
  return html`
    <${Copied} name=${t('sshCommand')} text=${address.command} />
    ${address.terminal_public_key &&
    html`
      <p>${t('terminalKeyText')}</p>
      <${Copied} name=${t('terminalKey')} text=${address.terminal_public_key} />
    `}
  `;
}

/** A text that one click copies; where the browser does not let pages do so it is there to be selected. */
function Copied({ name, text }) {
  const [said, setSaid] = useState('');
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setSaid(t('copied')),
      () => setSaid(t('notCopied')),
    ) ?? setSaid(t('notCopied'));

  return html`
    <div class="copied">
      <code>${text}</code>
      <button type="button" aria-label=${`${t('copy')}: ${name}`} onClick=${copy}>${t('copy')}</button>
      <span role="status">${said}</span>
    </div>
  `;
}
