// Renting a machine: what is asked for, what there is, and what it costs.
import { useEffect, useMemo, useState } from 'preact/hooks';
import * as api from './api.js';
import { Dialog } from './dialog.js';
import { Check, Select, Text } from './fields.js';
import { gpu as named, rate } from './format.js';
import { t } from './language.js';
import { html } from './view.js';

const REGIONS = ['US', 'EU', 'ASIA'];
const IMAGES = { pytorch: 'PyTorch', tensorflow: 'TensorFlow' };
const CUSTOM = 'custom';
const LONGEST_NAME = 64;
const SMALLEST_DISK_GB = 50;
const LARGEST_DISK_GB = 1000;
const MOST_OFFERS = 200;

/** Waits so long for the next key to be pressed before it asks what there is. */
const SETTLE_MS = 300;

export function Create({ onDone, onClose }) {
  const [wish, setWish] = useState({ name: '', gpu: '', region: '', image: 'pytorch', reference: '', disk: 50, spot: false, failover: false });
  const change = part => setWish(before => ({ ...before, ...part }));
  const { offers, problem } = useOffers(wish.region, wish.disk);
  const gpus = [...new Set(offers.map(named))];
  const gpu = gpus.includes(wish.gpu) ? wish.gpu : (gpus[0] ?? '');
  const cheapest = spot => offers.find(offer => named(offer) === gpu && offer.spot === spot);
  const chosen = cheapest(wish.spot);
  const key = useMemo(api.randomKey, [JSON.stringify(wish), chosen?.id]);
  const image = wish.image === CUSTOM ? wish.reference.trim() : wish.image;

  const rent = async () => {
    const machine = await api.rent(
      {
        name: wish.name.trim(),
        offer_id: chosen.id,
        num_gpus: chosen.gpu.count,
        disk_gb: wish.disk,
        spot: wish.spot,
        image,
        max_price_usd_per_hour: chosen.price_usd_per_hour,
      },
      key,
    );
    // What is rented stays so, whatever becomes of a wish about it.
    const failed = wish.failover ? await api.changeSettings(machine.id, { failover: { enabled: true } }).catch(failure => failure) : null;
    onDone(failed instanceof Error ? t('rentedOnly', machine.name, failed.message) : t('rented', machine.name));
  };

  return html`
    <${Dialog}
      title=${t('newMachine')}
      confirm=${chosen ? t('launch', rate(chosen.price_usd_per_hour)) : t('launchNothing')}
      ready=${wish.name.trim() !== '' && chosen !== undefined && image !== '' && isDisk(wish.disk)}
      onConfirm=${rent}
      onClose=${onClose}
    >
      <${Text} label=${t('name')} maxlength=${LONGEST_NAME} value=${wish.name} onChange=${name => change({ name })} />
      <${Select} label=${t('region')} value=${wish.region} onChange=${region => change({ region })}
        options=${[['', t('anywhere')], ...REGIONS.map(region => [region, region])]} />
      <${Select} label=${t('gpu')} value=${gpu} onChange=${one => change({ gpu: one })} options=${gpus.map(one => [one, one])} />
      <${Select} label=${t('image')} value=${wish.image} onChange=${one => change({ image: one })}
        options=${[...Object.entries(IMAGES), [CUSTOM, t('customImage')]]} />
      ${wish.image === CUSTOM &&
      html`<${Text} label=${t('imageReference')} spellcheck=${false} value=${wish.reference} onChange=${reference => change({ reference })} />`}
      <${Text} label=${t('disk', SMALLEST_DISK_GB, LARGEST_DISK_GB)} type="number" min=${SMALLEST_DISK_GB} max=${LARGEST_DISK_GB} step="10"
        value=${wish.disk ?? ''} onChange=${text => change({ disk: text === '' ? null : Number(text) })} />
      <fieldset>
        <legend>${t('kind')}</legend>
        ${[false, true].map(spot => {
          const offer = cheapest(spot);
          return html`
            <label key=${spot} class="check">
              <input type="radio" name="kind" checked=${wish.spot === spot} disabled=${!offer} onChange=${() => change({ spot })} />
              ${t(spot ? 'spot' : 'onDemand')}: ${offer ? rate(offer.price_usd_per_hour) : t('noOffer')}
            </label>
          `;
        })}
        <p class="quiet">${t('spotHelp')}</p>
      </fieldset>
      <${Check} label=${t('failoverOn')} value=${wish.failover} onChange=${failover => change({ failover })} />
      ${chosen && html`<p>${t('parkedCosts', rate(chosen.stopped_price_usd_per_hour))}</p>`}
      ${problem && html`<p class="problem" role="alert">${problem.message}</p>`}
    <//>
  `;
}

const isDisk = gigabytes => Number.isInteger(gigabytes) && gigabytes >= SMALLEST_DISK_GB && gigabytes <= LARGEST_DISK_GB;

/** What there is of both kinds, the cheapest of each first. */
function useOffers(region, disk) {
  const [found, setFound] = useState({ offers: [], problem: null });
  useEffect(() => {
    const ended = new AbortController();
    const search = () =>
      Promise.all(
        [false, true].map(spot =>
          api.offers({ spot, disk_gb: disk, limit: MOST_OFFERS, ...(region && { region }) }, ended.signal),
        ),
      )
        .then(both => setFound({ offers: both.flat(), problem: null }))
        .catch(problem => ended.signal.aborted || setFound({ offers: [], problem }));
    const timer = isDisk(disk) ? setTimeout(search, SETTLE_MS) : null;
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [region, disk]);
  return found;
}
