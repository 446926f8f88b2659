// From what somebody wants to do to a machine to do it on. What the control plane recommends it explains, in the page's language.
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import * as api from './api.js';
import { Dialog } from './dialog.js';
import { Text } from './fields.js';
import { decimal, gpu, rate, usd } from './format.js';
import { currentLanguage, t, word } from './language.js';
import { html } from './view.js';

const LONGEST_DESCRIPTION = 4000;
const LONGEST_NAME = 64;

export function Wizard({ onDone, onClose }) {
  const [description, setDescription] = useState('');
  const [answer, setAnswer] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [name, setName] = useState('');
  const written = useRef('');
  const field = useId();
  const key = useMemo(api.randomKey, [chosen, name]);
  const choices = answer?.recommendation ? [answer.recommendation, ...answer.alternatives] : [];
  const choice = choices.find(one => one.id === chosen);

  const describe = text => {
    written.current = text;
    setDescription(text);
    setAnswer(null);
    setChosen(null);
  };
  const recommend = async () => {
    const reply = await api.recommend({ description, language: currentLanguage() });
    // An answer to what is no longer written there would be taken for one to what is.
    if (written.current === description) {
      setAnswer(reply);
      setChosen(reply.recommendation?.id ?? null);
    }
    return 'stay';
  };
  const accept = async () => {
    const machine = await api.accept(choice.id, name.trim(), key);
    onDone(t('rented', machine.name));
  };

  return html`
    <${Dialog}
      title=${t('wizard')}
      wide
      confirm=${choice ? t('launch', rate(choice.offer.price_usd_per_hour)) : t('recommend')}
      ready=${choice ? name.trim() !== '' : description.trim() !== '' && answer === null}
      onConfirm=${choice ? accept : recommend}
      onClose=${onClose}
    >
      <label for=${field}>${t('describe')}</label>
      <textarea id=${field} rows="3" maxlength=${LONGEST_DESCRIPTION} value=${description} onInput=${event => describe(event.target.value)}></textarea>
      <p class="quiet">${t('describeHelp')}</p>
      <div role="status">${answer && html`<${Answer} answer=${answer} />`}</div>
      ${choices.length > 0 &&
      html`
        <fieldset>
          <legend>${t('choices')}</legend>
          ${choices.map(one => html`<${Choice} key=${one.id} choice=${one} isChosen=${one.id === chosen} onChoose=${() => setChosen(one.id)} />`)}
        </fieldset>
        <${Text} label=${t('name')} maxlength=${LONGEST_NAME} value=${name} onChange=${setName} />
      `}
      ${answer && html`<${Details} answer=${answer} />`}
    <//>
  `;
}

/** What was understood, what has to be said, and the memory that follows. */
function Answer({ answer }) {
  const { workload, questions, memory, recommendation } = answer;
  const understood = Object.entries(workload).filter(([, value]) => value !== null && value.length !== 0);
  const required = questions.filter(one => one.required);

  return html`
    ${understood.length > 0 && html`<h3>${t('understood')}</h3>`}
    <ul class="labels">
      ${understood.map(([name, value]) => html`<li key=${name}>${word(name)}: ${said(value)}</li>`)}
    </ul>
    ${questions.length > 0 && html`<h3>${t(required.length > 0 ? 'sayMore' : 'mayadd')}</h3>`}
    <ul>
      ${questions.map(one => html`<li key=${one.field}>${one.question} <small>${one.why}</small></li>`)}
    </ul>
    ${memory.length > 0 && html`<${Memory} terms=${memory} />`}
    ${required.length === 0 && recommendation === null && html`<p class="warning">${t('nothingFits')}</p>`}
  `;
}

/** A value of the workload: its word where the contract has one for it, numbers as people write them. */
function said(value) {
  if (typeof value === 'number') {
    return decimal(value);
  }
  return typeof value === 'boolean' ? t(value ? 'yes' : 'no') : Array.isArray(value) ? value.join(', ') : word(value);
}

function Memory({ terms }) {
  const sum = part => terms.reduce((all, term) => all + term[part], 0);
  return html`
    <h3>${t('memoryNeeded')}</h3>
    <table class="sum">
      <thead>
        <tr>
          <th scope="col">${t('part')}</th>
          <th scope="col" class="number">GiB</th>
        </tr>
      </thead>
      <tbody>
        ${terms.map(
          term => html`
            <tr key=${term.name}>
              <th scope="row">${term.name}<small>${term.calculation}</small></th>
              <td class="number">${decimal(term.gb_likely)}</td>
            </tr>
          `,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${t('likely')}<small>${t('lowToHigh', decimal(sum('gb_low')), decimal(sum('gb_high')))}</small></th>
          <td class="number">${decimal(sum('gb_likely'))}</td>
        </tr>
      </tfoot>
    </table>
  `;
}

function Choice({ choice, isChosen, onChoose }) {
  const { offer, estimate, reasons } = choice;
  const kind = [gpu(offer), offer.region, t(offer.spot ? 'spot' : 'onDemand'), rate(offer.price_usd_per_hour)].filter(Boolean);
  return html`
    <label class="check">
      <input type="radio" name="choice" checked=${isChosen} onChange=${onChoose} />
      <span><strong>${kind.join(', ')}</strong>${' '}
      ${estimate.usd_total != null && t('toTheEnd', usd(estimate.usd_total), decimal(estimate.hours))}</span>
    </label>
    <ul>${reasons.map(reason => html`<li key=${reason}>${reason}</li>`)}</ul>
  `;
}

function Details({ answer }) {
  const misfits = answer.does_not_fit.map(one => `${one.machines}: ${one.why}`);
  return html`
    <${Texts} title=${t('assumed')} texts=${answer.assumptions} open />
    <${Texts} title=${t('misfits')} texts=${misfits} />
    <${Texts} title=${t('unread')} texts=${answer.unread} open />
  `;
}

const Texts = ({ title, texts, open = false }) =>
  texts.length > 0 &&
  html`
    <details open=${open}>
      <summary>${title}</summary>
      <ul>${texts.map(text => html`<li key=${text}>${text}</li>`)}</ul>
    </details>
  `;
