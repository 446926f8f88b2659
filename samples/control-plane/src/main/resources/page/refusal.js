// What the control plane refused, in the language of whoever reads it where this page knows what it means.
import { rate } from './format.js';
import { t } from './language.js';

const KNOWN = {
  offer_too_dear: ({ price_usd_per_hour }) => t('offerTooDear', rate(price_usd_per_hour)),
  unknown_offer: () => t('offerGone'),
};

/** What to tell of a failure: else its own words. */
export const refusal = failure => KNOWN[failure.code]?.(failure.details) ?? failure.message;
