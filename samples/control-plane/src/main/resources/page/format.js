// Numbers, money and time as people of a language write them.
import { currentLanguage, t } from './language.js';

/** Money; what is not known is said so, and never zero. */
export function usd(amount, digits = 2) {
  return amount == null
    ? t('unknown')
    : new Intl.NumberFormat(currentLanguage(), {
        style: 'currency',
        currency: 'USD',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(amount);
}

export const number = value => new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 0 }).format(value);

export const decimal = value => new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 2 }).format(value);

export const rate = amount => usd(amount, 3);

/** A length of time in its largest unit. */
export function duration(seconds) {
  const [amount, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 7200 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(Math.round(amount));
}

export function clock(instant) {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant));
}

export const gpu = ({ gpu: spec }) => (spec ? (spec.count > 1 ? `${spec.count} × ${spec.name}` : spec.name) : t('unknown'));
