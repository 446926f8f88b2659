// The usual troubles of a machine, looked for when somebody asks: that may ask the provider too.
import { useState } from 'preact/hooks';
import * as api from './api.js';
import { told } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';

export function Troubles({ id, onDone }) {
  const [cases, setCases] = useState(null);
  const look = () =>
    api.diagnose(id).then(
      found => setCases(found.cases),
      failure => onDone(failure.message),
    );

  return html`
    <section class="card" aria-live="polite">
      <h2>${t('troubles')}</h2>
      <button type="button" onClick=${look}>${t('lookForTroubles')}</button>
      ${cases?.map(
        one => html`
          <h3 key=${one.name}>${word(one.name)}</h3>
          <ul>
            ${one.checks.map(
              check => html`
                <li key=${check.name}>
                  <strong class=${check.outcome === 'ok' ? '' : 'warning'}>${word(check.outcome)}</strong>${': '}
                  <span lang="en">${told(check.text)}${check.remedy && `. ${told(check.remedy)}.`}</span>
                </li>
              `,
            )}
          </ul>
        `,
      )}
    </section>
  `;
}
