// Why a machine is as it is, and what may happen to it next.
import { because, clock } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';

export function Why({ explanation: { reasons, idle, notice, operation } }) {
  return html`
    <section class="card">
      <h2>${t('why')}</h2>
      <${Reasons} reasons=${[...reasons, ...(idle?.reasons ?? []), ...(notice ? [notice.reason] : [])]} />
      ${operation && html`<h3>${t('operation')}</h3><${Reasons} reasons=${operation.reasons ?? []} />`}
    </section>
  `;
}

export function Next({ explanation: { holds, operation, next } }) {
  const vetoes = holds.filter(hold => next.some(step => hold.causes.includes(step.cause)));
  return html`
    <section class="card">
      <h2>${t('next')}</h2>
      ${next.length === 0 && !operation && html`<p>${t('nothingNext')}</p>`}
      <ul>
        ${next.map(
          step => html`
            <li key=${step.cause}>
              <strong>${word(step.cause)}</strong>${' '}
              ${step.not_before && html`<time datetime=${step.not_before}>${t('notBefore', clock(step.not_before))}</time>`}
              <${Reasons} reasons=${step.conditions} />
            </li>
          `,
        )}
      </ul>
      ${vetoes.length > 0 &&
      html`<h3>${t('inTheWay')}</h3><${Reasons} reasons=${vetoes.map(hold => hold.reason)} />`}
    </section>
  `;
}

export function Evidence({ explanation: { signals } }) {
  return html`
    <section class="card">
      <h2>${t('evidence')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('signal')}</th>
            <th scope="col">${t('reading')}</th>
            <th scope="col">${t('what')}</th>
          </tr>
        </thead>
        <tbody>
          ${signals.map(
            signal => html`
              <tr key=${signal.reporter + signal.signal}>
                <th scope="row">${word(signal.signal)}</th>
                <td>${word(signal.reading)}</td>
                <td>${because(signal.reason)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </section>
  `;
}

const Reasons = ({ reasons }) => html`<ul>${reasons.map((one, index) => html`<li key=${index}>${because(one)}</li>`)}</ul>`;
