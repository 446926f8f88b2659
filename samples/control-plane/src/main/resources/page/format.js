// Numbers, money and time as people of a language write them.
import { currentLanguage, reason, t } from './language.js';

const formats = new Map();

/** Making one takes as long as using it a hundred times, and a list of machines has thousands of numbers. */
function format(kind, options) {
  const key = currentLanguage() + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new kind(currentLanguage(), options));
  }
  return formats.get(key);
}

const figure = (value, options) => format(Intl.NumberFormat, options).format(value);

/** Money; what is not known is said so, and never zero. */
export function usd(amount, digits = 2) {
  const options = { style: 'currency', currency: 'USD', minimumFractionDigits: digits, maximumFractionDigits: digits };
  return amount == null ? t('unknown') : figure(amount, options);
}

export const number = value => figure(value, { maximumFractionDigits: 0 });

export const decimal = value => figure(value, { maximumFractionDigits: 2 });

export const rate = amount => usd(amount, 3);

/** A length of time in its largest unit. */
export function duration(seconds) {
  const [amount, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 7200 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return figure(Math.round(amount), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 });
}

export const clock = instant =>
  format(Intl.DateTimeFormat, { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant));

/** A text of the control plane, its instants as people write them. */
export const told = text => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, clock);

/** The same of a reason of the engine, its numbers too. */
export const because = one => told(reason(one, PER_SECOND.includes(one.code) ? perSecond : fraction));

/** The reasons that are about bytes a second. */
const PER_SECOND = ['network', 'disk'];

/** Only what has a decimal point is surely a number; another detail may be the id of a machine. */
function fraction(detail) {
  const digits = /^\d+\.(\d+)$/.exec(detail)?.[1].length;
  return digits ? figure(Number(detail), { minimumFractionDigits: digits, maximumFractionDigits: digits }) : detail;
}

export const perSecond = amount => t('perSecond', bytes(Number(amount)));

/** An amount of data, in the unit that suits it. */
export function bytes(amount) {
  const [value, unit] = amount < 1e3 ? [amount, 'byte'] : amount < 1e6 ? [amount / 1e3, 'kilobyte'] : [amount / 1e6, 'megabyte'];
  return figure(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 });
}

export const gpu = ({ gpu: spec }) => (spec ? (spec.count > 1 ? `${spec.count} × ${spec.name}` : spec.name) : t('unknown'));
