// What was decided about a machine, done to it and seen of it while this page was open, the newest first.
import { clock, duration, told } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';

const MOST_SHOWN = 50;

export function Timeline({ id, events }) {
  const own = events.filter(event => about(event) === id).slice(0, MOST_SHOWN);
  return html`
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">${t('timeline')}</h2>
      ${own.length === 0 && html`<p class="quiet">${t('nothingSince')}</p>`}
      <ul class="alerts" tabindex="0">
        ${own.map(
          event => html`
            <li key=${event.id}>
              <time datetime=${event.data.at}>${clock(event.data.at)}</time>
              ${happened(event)}
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

const about = ({ data }) => data.instance_id ?? data.operation?.instance_id;

function happened({ type, data }) {
  switch (type) {
    case 'decision':
      return html`<strong>${word(data.operation.kind)}</strong>: <span lang="en">${told(data.operation.reason)}</span>`;
    case 'operation':
      return html`
        ${word(data.operation.kind)}, ${word(data.outcome ?? data.operation.phase)}${' '}
        ${data.outcome_reason && html`<span lang="en">${told(data.outcome_reason)}</span>`}
      `;
    case 'warning':
      return data.hibernate_in_seconds == null ? t('notParked') : t('parksIn', duration(data.hibernate_in_seconds));
    case 'alert':
      return html`<span lang="en">${told(data.text)}</span>`;
    default:
      return [data.state, data.health, data.activity].filter(Boolean).map(word).join(', ');
  }
}
