// What the page knows of the fleet, and how it hears that something changed.
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from './api.js';
import { LONGEST } from './sparkline.js';

/** Reads everything again so often, for costs and countdowns, which no event tells. */
const READ_EVERY_MS = 10_000;

/** Waits so long after an event before everything is read, so that a burst of them is one read. */
const SETTLE_MS = 250;

/** What is heard within so long is taken at once, and the machines that it is about are read; more than so many with all others. */
const SETTLE_ONE_MS = 50;
const MOST_SINGLE_READS = 10;

const MOST_ALERTS = 50;

/** So much is remembered of what happened, for the timelines of machines. */
const MOST_EVENTS = 1000;

/** The fleet as last read; `version` grows with each read, so that others know when to read again too. */
export function useFleet(onSignedOut) {
  const [fleet, setFleet] = useState({ machines: null, savings: null, operations: [], modes: [], problem: null, version: 0 });
  const [alerts, setAlerts] = useState([]);
  const [events, setEvents] = useState([]);
  const [connected, setConnected] = useState(false);
  const refresh = useRef(() => {});
  const histories = useRef(new Map());

  useEffect(() => {
    const ended = new AbortController();
    let timer = null;
    let reading = false;
    let again = false;
    let news = []; // Learnt of single machines while all are read: newer than what that read brings.

    const read = async () => {
      clearTimeout(timer);
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      again = false;
      news = [];
      try {
        const [machines, savings, operations, modes] = await Promise.all([
          api.machines(ended.signal),
          api.savings(ended.signal),
          api.operations(ended.signal),
          api.modes(ended.signal),
        ]);
        await aMoment();
        histories.current = remembered(histories.current, machines);
        machines.forEach(machine => (machine.history = histories.current.get(machine.id)));
        await aMoment();
        setFleet(before => ({
          machines: updated(machines, news),
          savings,
          operations,
          modes,
          problem: null,
          version: before.version + 1,
        }));
      } catch (failure) {
        if (failure.status === 401) {
          onSignedOut();
        } else if (!ended.signal.aborted) {
          setFleet(before => ({ ...before, problem: failure }));
        }
      }
      reading = false;
      if (!ended.signal.aborted) {
        timer = setTimeout(read, again ? SETTLE_MS : READ_EVERY_MS);
      }
    };
    const soon = () => {
      if (reading) {
        again = true;
      } else if (!ended.signal.aborted) {
        clearTimeout(timer);
        timer = setTimeout(read, SETTLE_MS);
      }
    };

    const learn = machines => {
      news.push(...machines);
      setFleet(before => ({ ...before, machines: before.machines && updated(before.machines, machines) }));
    };
    const readOnly = async ids => {
      if (ids.length > MOST_SINGLE_READS) {
        soon();
        return;
      }
      try {
        const [operations, ...machines] = await Promise.all([
          api.operations(ended.signal),
          ...ids.map(id => api.machine(id, ended.signal)),
        ]);
        learn(machines);
        setFleet(before => ({ ...before, operations, version: before.version + 1 }));
      } catch {
        soon(); // Which says what the trouble is, if there still is one.
      }
    };

    let heard = [];
    const take = () => {
      learn(heard.filter(({ type }) => type === 'state').map(({ data }) => stateIn(data)));
      const latest = heard.reverse();
      heard = [];
      const told = latest.filter(({ type }) => type === 'alert').map(({ id, data }) => ({ ...data, id }));
      setEvents(before => [...latest, ...before].slice(0, MOST_EVENTS));
      setAlerts(before => [...told, ...before].slice(0, MOST_ALERTS));
      const ids = new Set(latest.map(about));
      if (ids.delete(undefined)) {
        soon();
      }
      if (ids.size > 0) {
        readOnly([...ids]);
      }
    };

    refresh.current = soon;
    read();
    api.listen(
      event => {
        if (heard.push(event) === 1) {
          setTimeout(take, SETTLE_ONE_MS);
        }
      },
      setConnected,
      ended.signal,
    );
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, []);

  return { ...fleet, alerts, events, connected, refresh: () => refresh.current() };
}

/** The machine that an event is about, if it is about one. */
export const about = ({ data }) => data.instance_id ?? data.operation?.instance_id;

/** Lets the browser do what waits, so that thousands of machines are no long task. */
const aMoment = () => new Promise(resolve => setTimeout(resolve));

/** What each machine did at the last readings, this one included; of machines that are gone nothing is kept. */
function remembered(histories, machines) {
  return new Map(machines.map(({ id, use }) => [id, [...(histories.get(id) ?? []), use].slice(-LONGEST)]));
}

/** What an event tells of a machine's state; all the rest is read. */
const stateIn = ({ instance_id: id, state, health, activity, hibernate_in_seconds }) => ({ id, state, health, activity, hibernate_in_seconds });

/** The machines with what was learnt of some of them since; what is not told anew stays as it was. */
function updated(machines, news) {
  const all = new Map(machines.map(machine => [machine.id, machine]));
  for (const one of news) {
    const before = all.get(one.id) ?? (one.use && { cost_today: null, history: [one.use] });
    if (before) {
      all.set(one.id, { ...before, ...one });
    }
  }
  return [...all.values()].filter(machine => machine.state !== 'deleted');
}
