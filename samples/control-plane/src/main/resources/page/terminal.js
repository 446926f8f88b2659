// The terminal of one machine, in a document of its own: what is typed goes to its shell over a WebSocket, what the shell writes comes
// back. Binary frames are keys and output; text frames are messages in JSON.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Terminal } from 'xterm';
import { FitAddon } from 'xterm-addon-fit';
import * as api from './api.js';
import { Dialog } from './dialog.js';
import { currentLanguage, speak, t } from './language.js';
import { HowToLogIn } from './ssh.js';
import { html } from './view.js';

const MOST_PER_FRAME = 16 * 1024;
const MOST_UNTAKEN = 64 * 1024;
const TELL_SHOWN_AFTER_MS = 50;
const AGAIN_AFTER_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** Why a terminal ended that may be had again without anybody's doing. */
const PASSING = ['lost', 'shutdown', 'broken'];

const id = decodeURIComponent(location.hash.slice(1));
const encoder = new TextEncoder();

function Page() {
  const [signedIn, setSignedIn] = useState(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    api.resume().then(setSignedIn, failure => setProblem(failure.message));
  }, []);

  return html`
    <header>
      <span class="brand">Dumont Cloud</span>
      <a href=${`/#/machines/${encodeURIComponent(id)}`}>${t('backToMachine')}</a>
    </header>
    <main id="main">
      ${problem && html`<p class="notice problem" role="alert">${problem}</p>`}
      ${signedIn === false && html`<p><a href="/">${t('signInFirst')}</a></p>`}
      ${signedIn && html`<${MachineTerminal} />`}
    </main>
  `;
}

function MachineTerminal() {
  const element = useRef(null);
  const shell = useRef(null);
  const [status, setStatus] = useState({ word: 'connecting' });
  const [address, setAddress] = useState(null);
  const [spoken, setSpoken] = useState(false);

  useEffect(() => {
    shell.current = attach(element.current, setStatus);
    shell.current.connect();
    return () => shell.current.dispose();
  }, []);
  useEffect(() => {
    if (status.word === 'not_authorized') {
      api.ssh(id).then(setAddress, () => setAddress(null));
    }
  }, [status.word]);
  const speakOutput = on => {
    shell.current.speakOutput(on);
    setSpoken(on);
  };

  return html`
    <div class="bar">
      <h1>${t('terminalOf', id)}</h1>
      <p role="status">${t(`terminal_${status.word}`)} ${status.detail ?? ''}</p>
      ${status.over && html`<button type="button" onClick=${() => shell.current.connect()}>${t('connectAgain')}</button>`}
      <label class="check">
        <input type="checkbox" checked=${spoken} onChange=${event => speakOutput(event.target.checked)} />
        ${t('speakOutput')}
      </label>
    </div>
    ${status.word === 'not_authorized' && address && html`<${HowToLogIn} address=${address} />`}
    <div class="screen" ref=${element} role="group" aria-label=${t('terminalOf', id)}></div>
    <small>${t('leaveTerminal')}</small>
    ${status.changedKey &&
    html`<${ChangedHostKey}
      changed=${status.changedKey}
      onAccept=${() => shell.current.connect({ acceptedKey: status.changedKey.shown })}
      onClose=${() => setStatus(now => ({ ...now, changedKey: null }))}
    />`}
  `;
}

/** Another machine may answer in the place of the one that was rented, so nobody gets past this by a careless Enter. */
function ChangedHostKey({ changed, onAccept, onClose }) {
  const [sure, setSure] = useState(false);
  return html`
    <${Dialog} title=${t('hostKeyChanged')} confirm=${t('trustHostKey')} danger ready=${sure} onConfirm=${onAccept} onClose=${onClose}>
      <p>${t('hostKeyChangedText')}</p>
      <dl>
        <dt>${t('hostKeyKnown')}</dt>
        <dd><code>${changed.known}</code></dd>
        <dt>${t('hostKeyShown')}</dt>
        <dd><code>${changed.shown}</code></dd>
      </dl>
      <label class="check">
        <input type="checkbox" checked=${sure} onChange=${event => setSure(event.target.checked)} />
        ${t('hostKeySure')}
      </label>
    <//>
  `;
}

/** Puts a terminal into an element, and tells of its status. */
function attach(element, onStatus) {
  const terminal = new Terminal({ cursorBlink: true, scrollback: 5_000, fontFamily: 'monospace', fontSize: 15 });
  const fit = new FitAddon();
  let socket = null;
  let unsent = [];
  let untaken = 0;
  let attempts = 0;
  let again = null;

  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.attachCustomKeyEventHandler(leaveByShiftEscape);
  terminal.onData(text => type(encoder.encode(text)));
  terminal.onBinary(text => type(Uint8Array.from(text, character => character.charCodeAt(0))));
  terminal.onResize(() => say({ type: 'resize', ...size() }));
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(element);

  const size = () => ({ columns: terminal.cols, rows: terminal.rows });
  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  const say = message => isOpen() && socket.send(JSON.stringify(message));
  const type = bytes => {
    for (let from = 0; isOpen() && from < bytes.length; from += MOST_PER_FRAME) {
      unsent.push(bytes.subarray(from, from + MOST_PER_FRAME));
    }
    send();
  };
  /** What is pasted may be more than the machine takes: the rest stays here. */
  const send = () => {
    while (isOpen() && unsent.length > 0 && untaken < MOST_UNTAKEN) {
      const next = unsent.shift();
      untaken += next.length;
      socket.send(next);
    }
  };

  /** Begins a shell; `acceptedKey` is the host key that the person wants to trust from now on, `again` whether it was refused just now. */
  function connect({ acceptedKey, again: refusedBefore = false } = {}) {
    clearTimeout(again);
    onStatus({ word: 'connecting' });
    fit.fit();
    const mine = api.terminal(id);
    const shown = shownCounter(bytes => mine === socket && say({ type: 'shown', bytes }));
    let opened = false;
    let changedKey = null;
    socket = mine;
    unsent = [];
    untaken = 0;
    mine.onopen = () => say({ type: 'open', ...size(), accept_host_key: acceptedKey });
    mine.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) {
        terminal.write(new Uint8Array(data), () => shown(data.byteLength));
        return;
      }
      const message = JSON.parse(data);
      if (message.type === 'taken') {
        untaken -= message.bytes;
        send();
      } else if (message.type === 'host_key_changed') {
        changedKey = message;
      } else if (message.type === 'open') {
        opened = true;
        attempts = 0;
        onStatus({ word: message.new ? 'openNew' : 'open', detail: message.new ? message.host_key : '' });
        terminal.focus();
      }
    };
    mine.onclose = ({ reason }) => {
      if (mine === socket) {
        socket = null;
        if (reason || opened) {
          ended(reason || 'broken', changedKey);
        } else {
          refused(acceptedKey, refusedBefore);
        }
      }
    };
  }

  function ended(word, changedKey) {
    if (PASSING.includes(word)) {
      again = setTimeout(() => connect(), AGAIN_AFTER_MS[Math.min(attempts++, AGAIN_AFTER_MS.length - 1)]);
      onStatus({ word, over: true });
    } else {
      onStatus({ word, over: true, changedKey });
    }
  }

  /** A browser tells a page nothing of why a WebSocket was refused; a plain request is answered with it. */
  async function refused(acceptedKey, before) {
    const failure = await api.whyNoTerminal(id);
    try {
      // Another page of this browser may have begun another session, to which what this one knows does not belong.
      if (failure.code === 'websocket_required' && !before && (await api.resume())) {
        connect({ acceptedKey, again: true });
        return;
      }
    } catch {
      ended('broken', null);
      return;
    }
    explain(failure);
  }

  function explain(failure) {
    if (failure.status === 0 || failure.status === 503) {
      ended('broken', null);
    } else if (failure.status === 401) {
      ended('signed_out', null);
    } else if (failure.code === 'websocket_required') {
      ended('noWebSocket', null);
    } else {
      onStatus({ word: 'refused', over: true, detail: failure.message });
    }
  }

  return {
    connect,
    speakOutput: on => {
      terminal.options.screenReaderMode = on;
    },
    dispose() {
      clearTimeout(again);
      observer.disconnect();
      const leaving = socket;
      socket = null;
      leaving?.close();
      terminal.dispose();
    },
  };
}

/** Every key is the shell's, Tab too, but one must be able to get out without a mouse. */
function leaveByShiftEscape(event) {
  if (event.type === 'keydown' && event.key === 'Escape' && event.shiftKey) {
    document.querySelector('header a').focus();
    return false;
  }
  return true;
}

/** Counts what was drawn, and tells of it now and then: the control plane sends no more than a page can draw. */
function shownCounter(tell) {
  let bytes = 0;
  let timer = null;
  return more => {
    bytes += more;
    timer ??= setTimeout(() => {
      tell(bytes);
      bytes = 0;
      timer = null;
    }, TELL_SHOWN_AFTER_MS);
  };
}

speak(currentLanguage());
document.title = `${t('terminalOf', id)} · Dumont Cloud`;
render(html`<${Page} />`, document.getElementById('page'));
