// What a machine costs on demand and spot: its own price, and that of the cheapest like it that is rented the other way.
import { number, rate } from './format.js';
import { t } from './language.js';
import { html } from './view.js';

export function OtherWay({ costs }) {
  const { on_demand_usd_per_hour: onDemand, spot_usd_per_hour: spot, spot_saving_percent: saving } = costs;
  return (
    onDemand != null &&
    spot != null &&
    html`
      <section>
        <h3>${t('otherWay')}</h3>
        <p>
          ${t('onDemand')}: ${rate(onDemand)}. ${t('spot')}: ${rate(spot)}.${' '}
          ${saving > 0 && t('spotSaves', number(saving))}
        </p>
      </section>
    `
  );
}
