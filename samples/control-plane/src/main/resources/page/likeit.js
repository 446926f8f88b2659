// What a machine like one of ours costs to rent now, on demand and spot. Asked once, not with every reading: providers mind.
import { useEffect, useState } from 'preact/hooks';
import * as api from './api.js';
import { rate } from './format.js';
import { t } from './language.js';
import { html } from './view.js';

const SMALLEST_DISK_GB = 50;
const LARGEST_DISK_GB = 1000;

export function LikeIt({ machine }) {
  const [found, setFound] = useState(null);
  const [problem, setProblem] = useState(null);
  const { gpu, region, disk_gb } = machine;

  useEffect(() => {
    const ended = new AbortController();
    const search = spot =>
      api.offers(
        {
          spot,
          limit: 1,
          gpu: gpu.name,
          num_gpus: gpu.count,
          disk_gb: Math.min(LARGEST_DISK_GB, Math.max(SMALLEST_DISK_GB, disk_gb ?? 0)),
          ...(region && { region }),
        },
        ended.signal,
      );
    if (gpu?.count > 0) {
      Promise.all([search(false), search(true)])
        .then(([[onDemand], [spot]]) => setFound({ onDemand, spot }))
        .catch(failure => ended.signal.aborted || setProblem(failure));
    }
    return () => ended.abort();
  }, [machine.id]);

  return (
    (found || problem) &&
    html`
      <section>
        <h3>${t('likeIt')}</h3>
        ${problem && html`<p class="problem">${problem.message}</p>`}
        ${found &&
        html`
          <p>
            ${t('onDemand')}: ${price(found.onDemand)}. ${t('spot')}: ${price(found.spot)}.${' '}
            ${found.onDemand && found.spot && t('spotSaves', saving(found))}
          </p>
        `}
      </section>
    `
  );
}

const price = offer => (offer ? rate(offer.price_usd_per_hour) : t('noOffer'));

const saving = ({ onDemand, spot }) => Math.round(100 * (1 - spot.price_usd_per_hour / onDemand.price_usd_per_hour));
