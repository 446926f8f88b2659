// The HTTP contract. A user token is exchanged at once for a session, whose cookie no script can read.
import { t } from './language.js';

const BASE = '/api/v1';
const FLAT = '/api';
const PER_PAGE = 500;

/** Remembers that there was a session, so that a page that has none does not ask for it. */
const HINT = 'dumont.session';

/** How many seconds of the control plane's time pass in one of ours; whatever it says of lengths of time is in its own. */
export const timeScale = Number(document.querySelector('meta[name="time-scale"]')?.content ?? 1);

const EVENTS = ['reset', 'state', 'warning', 'decision', 'operation', 'alert'];
const LISTEN_AGAIN_MS = 5_000;

let csrfToken = null;

/** What the control plane refused, in its own words; or that nothing was heard of it, which is status 0. */
export class ApiError extends Error {
  constructor(status, code, message, details = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Asks; where another page of this browser began another session meanwhile, with what belongs to that one. */
async function request(method, path, options = {}) {
  try {
    return await send(method, path, options);
  } catch (failure) {
    if (failure.code !== 'csrf_required') {
      throw failure;
    }
    begin(await send('GET', '/session'));
    return send(method, path, options);
  }
}

async function send(method, path, { base = BASE, signal, query, token, body: document, key } = {}) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (method !== 'GET' && csrfToken !== null) {
    headers['X-CSRF-Token'] = csrfToken;
  }
  if (method === 'POST') {
    headers['Idempotency-Key'] = key ?? randomKey();
  }
  if (document) {
    headers['Content-Type'] = 'application/json';
  }
  const parameters = query ? `?${new URLSearchParams(query)}` : '';
  let response;
  let body;
  try {
    response = await fetch(base + path + parameters, {
      method,
      headers,
      signal,
      cache: 'no-store',
      body: document && JSON.stringify(document),
    });
    // A refusal may come from a proxy, in other words; an answer that breaks off is none.
    body = await (response.ok ? response.json() : response.json().catch(() => ({})));
  } catch (failure) {
    throw failure.name === 'AbortError' ? failure : new ApiError(0, 'unreachable', t('unreachable'));
  }
  if (!response.ok) {
    const error = body?.error ?? {};
    throw new ApiError(response.status, error.code ?? 'unknown', error.message ?? response.statusText, error.details);
  }
  return body;
}

/** A key under which the same order, sent again, costs nothing more. */
export function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

const instance = (id, below = '') => `/instances/${encodeURIComponent(id)}${below}`;

/** Begins a session with a user token, which is not kept. */
export async function signIn(token) {
  begin(await request('POST', '/session', { token }));
}

/** Goes on with the session of a page that was loaded before; returns whether there is one, and fails where nobody can say. */
export async function resume() {
  if (localStorage.getItem(HINT) === null) {
    return false;
  }
  try {
    begin(await request('GET', '/session'));
    return true;
  } catch (failure) {
    endOrThrow(failure);
    return false;
  }
}

/** Ends the session, or finds it over; fails where it may go on. */
export async function signOut() {
  try {
    await request('DELETE', '/session');
    end();
  } catch (failure) {
    endOrThrow(failure);
  }
}

/** A session is over where the control plane says that it knows of none; any other failure says nothing of it. */
function endOrThrow(failure) {
  if (failure.status !== 401) {
    throw failure;
  }
  end();
}

function begin(session) {
  csrfToken = session.csrf_token;
  localStorage.setItem(HINT, '');
}

function end() {
  csrfToken = null;
  localStorage.removeItem(HINT);
}

/** Every machine, with what it cost today where that is known. */
export async function machines(signal) {
  const [all, costs] = await Promise.all([pages(signal), request('GET', '/agent/instances', { base: FLAT, signal })]);
  const today = new Map(costs.instances.map(row => [row.instance_id, row.cost_today]));
  return all.map(machine => ({ ...machine, cost_today: today.get(machine.id) ?? null }));
}

/** The first page tells how many there are; the others are asked for at once. */
async function pages(signal) {
  const page = number => request('GET', '/instances', { signal, query: { page: number, per_page: PER_PAGE } });
  const first = await page(1);
  const others = Array.from({ length: Math.ceil(first.total / PER_PAGE) - 1 }, (_, index) => page(index + 2));
  const all = [first, ...(await Promise.all(others))].flatMap(reply => reply.instances);
  return [...new Map(all.map(machine => [machine.id, machine])).values()];
}

/** One machine, without what it cost today. */
export const machine = (id, signal) => request('GET', instance(id), { signal });

export const savings = signal => request('GET', '/savings', { signal });
export const operations = async signal => (await request('GET', '/operations', { signal })).operations;
export const explain = (id, signal) => request('GET', instance(id, '/explain'), { signal });

/** What is on record of a machine, the newest first. */
export const past = (id, limit, signal) => request('GET', instance(id, '/events'), { signal, query: { limit } });

/** What a machine cost so far, and what it costs a month as it is now. */
export const costs = (id, signal) => request('GET', instance(id, '/costs'), { signal });

/** The usual troubles of a machine, and what helps. */
export const diagnose = id => request('GET', instance(id, '/diagnose'));

/** What a machine, or one of its GPUs, did over a period: 1h, 24h, 7d or 30d. */
export const metrics = async (id, { period, gpu }, signal) =>
  (await request('GET', instance(id, '/metrics'), { signal, query: gpu === '' ? { period } : { period, gpu } })).series;

/** What can be rented now, the cheapest first. */
export const offers = async (query, signal) => (await request('GET', '/offers', { signal, query })).offers;

/** Rents a machine, which costs from then on. The same order under the same key is rented once. */
export const rent = (order, key) => request('POST', '/instances', { body: order, key });

/** What would do for what somebody wants to do: a description, and the language to answer in. Nothing is rented. */
export const recommend = asked => request('POST', '/wizard/recommend', { body: asked });

/** Rents a machine that was recommended, at no more than the price that was shown; however often it is accepted, once. */
export const accept = (id, name, key) => request('POST', '/wizard/accept', { body: { recommendation_id: id, name }, key });

/** When a machine is parked, and whether it is replaced. */
export const settings = (id, signal) => request('GET', instance(id, '/settings'), { signal });
export const changeSettings = (id, wanted) => request('PUT', instance(id, '/settings'), { body: wanted });

/** What holds for the whole fleet. */
export const fleetSettings = () => request('GET', '/fleet/settings');
export const changeFleetSettings = wanted => request('PUT', '/fleet/settings', { body: wanted });

/** Says how an operation ended that needs a person: done or abort. */
export const resolve = (id, outcome, note) =>
  request('POST', `/operations/${encodeURIComponent(id)}/resolve`, { body: { outcome, note } });

/** Asks for a change of power: start, stop, reboot, hibernate or wake. */
export const power = (id, command) => request('POST', instance(id, `/${command}`));

export const keepAlive = (id, minutes) =>
  request('POST', `/agent/instances/${encodeURIComponent(id)}/keep-alive`, { query: { minutes } });

/** Lets the engine act on a machine that was found at the provider. */
export const claim = id => request('POST', instance(id, '/claim'));

/** Ends that before its time. */
export const keepNoLonger = id => request('DELETE', `/agent/instances/${encodeURIComponent(id)}/keep-alive`);

/** Gives a machine back for good. Without `loseData` the control plane insists on a verified snapshot. */
export const destroy = (id, confirm, loseData) =>
  request('DELETE', instance(id), { query: loseData ? { confirm, data_loss: 'accept' } : { confirm } });

/** Where to log in to a machine, and with which key its terminals do. */
export const ssh = id => request('GET', instance(id, '/ssh'));

/** Opens the WebSocket of a machine's terminal; the second protocol shows that it is this page that does. */
export function terminal(id) {
  const url = new URL(BASE + instance(id, '/terminal'), location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url, ['dumont.terminal', `csrf.${csrfToken}`]);
  socket.binaryType = 'arraybuffer';
  return socket;
}

/** Asks why a terminal was refused; that much is always refused. */
export const whyNoTerminal = id => request('GET', instance(id, '/terminal')).catch(failure => failure);

export const freeze = reason => request('POST', '/fleet/freeze', { query: { reason } });
export const unfreeze = () => request('POST', '/fleet/unfreeze');

/** Lets the engine act again although many machines are silent. */
export const resumeFleet = () => request('POST', '/fleet/resume');

/** The modes in which the engine waits, such as frozen, each once, with its reason. */
export async function modes(signal) {
  const settings = await request('GET', '/fleet/settings', { signal });
  return [...new Map(settings.modes.map(one => [one.mode, one])).values()];
}

/**
 * Hands every event of the fleet to a listener until it is aborted. A browser comes again by itself when the connection breaks, and
 * goes on after the last event; where it was turned away, this does.
 */
export function listen(onEvent, onConnected, signal) {
  const source = new EventSource(`${BASE}/events`);
  for (const type of EVENTS) {
    source.addEventListener(type, event => onEvent({ type, id: event.lastEventId, data: JSON.parse(event.data) }));
  }
  source.onopen = () => onConnected(true);
  source.onerror = () => {
    onConnected(false);
    if (source.readyState === EventSource.CLOSED && !signal.aborted) {
      setTimeout(() => signal.aborted || listen(onEvent, onConnected, signal), LISTEN_AGAIN_MS);
    }
  };
  signal.addEventListener('abort', () => source.close());
}
