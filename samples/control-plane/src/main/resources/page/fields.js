// The fields of forms, each with its label.
import { useId } from 'preact/hooks';
import { html } from './view.js';

export function Check({ label, value, onChange }) {
  return html`
    <label class="check"><input type="checkbox" checked=${value} onChange=${event => onChange(event.target.checked)} />${label}</label>
  `;
}

export function Text({ label, value, onChange, ...rest }) {
  const field = useId();
  return html`
    <div>
      <label for=${field}>${label}</label>
      <input id=${field} autocomplete="off" ...${rest} value=${value} onInput=${event => onChange(event.target.value)} />
    </div>
  `;
}

export function Select({ label, value, options, onChange }) {
  const field = useId();
  return html`
    <div>
      <label for=${field}>${label}</label>
      <select id=${field} value=${value} onChange=${event => onChange(event.target.value)}>
        ${options.map(([one, text]) => html`<option key=${one} value=${one}>${text}</option>`)}
      </select>
    </div>
  `;
}
