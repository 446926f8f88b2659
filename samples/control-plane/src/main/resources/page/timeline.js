// What was decided about a machine, done to it and seen of it, the newest first: what is on record, and what happens meanwhile.
import { useEffect, useState } from 'preact/hooks';
import * as api from './api.js';
import { about } from './fleet.js';
import { clock, duration, told } from './format.js';
import { t, word } from './language.js';
import { html } from './view.js';

const MOST_SHOWN = 50;

export function Timeline({ id, events, connected, onDone }) {
  const [past, setPast] = useState([]);

  useEffect(() => {
    const ended = new AbortController();
    if (connected) {
      api
        .past(id, MOST_SHOWN, ended.signal)
        .then(reply => setPast(reply.events.map(({ type, ...data }, place) => ({ id: `past ${place}`, type, data }))))
        .catch(failure => ended.signal.aborted || onDone(failure.message));
    }
    return () => ended.abort();
  }, [id, connected]);

  const live = events.filter(event => about(event) === id);
  const own = joined(live, past).slice(0, MOST_SHOWN);
  return html`
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">${t('timeline')}</h2>
      ${own.length === 0 && html`<p class="quiet">${t('nothingHappened')}</p>`}
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

/** The stream goes on from what is on record, and both tell what lies between, in the same words. */
function joined(live, past) {
  const known = new Set(past.map(words));
  return [...live.filter(event => !known.has(words(event))), ...past];
}

const words = ({ type, data }) => type + JSON.stringify(data);

function happened({ type, data }) {
  switch (type) {
    case 'decision':
      return html`<strong>${word(data.operation.kind)}</strong>: <span lang="en">${told(data.operation.reason)}</span>`;
    case 'operation':
      return html`
        ${word(data.operation.kind)}, ${word(data.outcome ?? data.operation.phase)}${data.outcome_reason &&
        html`: <span lang="en">${told(data.outcome_reason)}</span>`}
      `;
    case 'warning':
      return data.hibernate_in_seconds == null ? t('notParked') : t('parksIn', duration(data.hibernate_in_seconds));
    case 'alert':
      return html`<span lang="en">${told(data.text)}</span>`;
    default:
      return [data.state, data.health, data.activity].filter(Boolean).map(word).join(', ');
  }
}
