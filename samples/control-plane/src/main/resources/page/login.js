import { useId, useState } from 'preact/hooks';
import * as api from './api.js';
import { t } from './language.js';
import { html } from './view.js';

export function Login({ onSignedIn }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState(null);
  const field = useId();
  const help = useId();

  const submit = async event => {
    event.preventDefault();
    try {
      await api.signIn(token.trim());
      onSignedIn();
    } catch (failure) {
      setProblem({ 401: 'badToken', 403: 'forbiddenToken' }[failure.status] ?? failure.message);
    }
  };

  return html`
    <form class="login card" onSubmit=${submit}>
      <h1>Dumont Cloud</h1>
      <label for=${field}>${t('token')}</label>
      <input
        id=${field}
        type="password"
        autocomplete="off"
        aria-describedby=${help}
        required
        value=${token}
        onInput=${event => setToken(event.target.value)}
      />
      <p id=${help} class="quiet">${t('tokenHelp')}</p>
      ${problem && html`<p class="problem" role="alert">${t(problem)}</p>`}
      <button type="submit" class="primary" disabled=${token.trim() === ''}>${t('signIn')}</button>
    </form>
  `;
}
