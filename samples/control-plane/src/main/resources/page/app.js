import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { resume, signOut, timeScale } from './api.js';
import { useFleet } from './fleet.js';
import { FleetSettings } from './fleetsettings.js';
import { currentLanguage, LANGUAGES, speak, t } from './language.js';
import { List } from './list.js';
import { Login } from './login.js';
import { Machine } from './machine.js';
import { Alerts, Overview } from './overview.js';
import { html } from './view.js';

const SAY_FOR_MS = 6000;
const RESUME_AGAIN_MS = 5000;

function App() {
  const [signedIn, setSignedIn] = useState(null);
  const [problem, setProblem] = useState(null);
  const [, setLanguage] = useState(currentLanguage());
  const choose = tag => {
    speak(tag);
    setLanguage(tag);
  };
  const know = is => {
    setProblem(null);
    setSignedIn(is);
  };
  const leave = () => signOut().then(() => know(false), setProblem);
  useEffect(() => {
    let timer = null;
    const attempt = () =>
      resume().then(know, failure => {
        setProblem(failure);
        timer = setTimeout(attempt, RESUME_AGAIN_MS);
      });
    attempt();
    return () => clearTimeout(timer);
  }, []);

  return html`
    ${signedIn && html`<a class="skip" href="#main" onClick=${skip}>${t('skip')}</a>`}
    <header>
      <span class="brand">Dumont Cloud</span>
      <${LanguageSwitch} onChoose=${choose} />
      ${signedIn && html`<button type="button" onClick=${leave}>${t('signOut')}</button>`}
    </header>
    <main id="main" tabindex="-1">
      ${timeScale > 1 && html`<p class="notice">${t('demonstration', timeScale)}</p>`}
      ${problem && html`<${Problem} failure=${problem} />`}
      ${signedIn && html`<${Fleet} onSignedOut=${leave} />`}
      ${signedIn === false && html`<${Login} onSignedIn=${() => know(true)} />`}
    </main>
  `;
}

function Fleet({ onSignedOut }) {
  const fleet = useFleet(onSignedOut);
  const [said, setSaid] = useState('');
  const place = usePlaceInUrl();
  const done = message => {
    setSaid(message);
    fleet.refresh();
  };
  useEffect(() => {
    const timer = setTimeout(() => setSaid(''), SAY_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);

  return html`
    ${fleet.problem && html`<${Problem} failure=${fleet.problem} />`}
    <p class="said" role="status" aria-live="polite">${said}</p>
    ${place.isSettings && html`<${FleetSettings} onDone=${done} />`}
    ${fleet.machines &&
    !place.isSettings &&
    (place.machine === null
      ? html`
          <${Overview} fleet=${fleet} onDone=${done} />
          <${List} machines=${fleet.machines} onDone=${done} />
          <${Alerts} alerts=${fleet.alerts} />
        `
      : html`<${Machine} key=${place.machine} id=${place.machine} fleet=${fleet} onDone=${done} />`)}
  `;
}

const Problem = ({ failure }) => html`<p class="notice problem" role="alert">${failure.message}</p>`;

/** Moves the focus without touching the URL, whose fragment says which machine is looked at. */
function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function LanguageSwitch({ onChoose }) {
  return html`
    <select aria-label=${t('language')} value=${currentLanguage()} onChange=${event => onChoose(event.target.value)}>
      ${Object.entries(LANGUAGES).map(([tag, { name }]) => html`<option key=${tag} value=${tag} lang=${tag}>${name}</option>`)}
    </select>
  `;
}

/** What the URL leads to: a machine by its id, the settings, or else the list. */
function usePlaceInUrl() {
  const read = () => {
    const match = location.hash.match(/^#\/machines\/(.+)$/);
    const isSettings = location.hash === '#/settings';
    try {
      return { isSettings, machine: match && decodeURIComponent(match[1]) };
    } catch {
      return { isSettings, machine: null }; // An escape that is none.
    }
  };
  const [place, setPlace] = useState(read());
  useEffect(() => {
    const changed = () => setPlace(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return place;
}

speak(currentLanguage());
render(html`<${App} />`, document.getElementById('page'));
