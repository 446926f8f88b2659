// Every text of the page in the language of whoever reads it.
import { english } from './text.en.js';
import { portuguese } from './text.pt-br.js';

export const LANGUAGES = { en: english, 'pt-BR': portuguese };

const wanted = navigator.languages.find(tag => /^(en|pt)\b/i.test(tag)) ?? 'en';
let language = /^pt/i.test(wanted) ? 'pt-BR' : 'en';

export const currentLanguage = () => language;

export function speak(tag) {
  language = tag;
  document.documentElement.lang = tag;
  document.title = t('title');
}

const fill = (template, values) => template.replace(/\{(\d)\}/g, (_, index) => values[index] ?? '');

/** The text with this name, its {0}, {1} and so on filled in. */
export function t(name, ...values) {
  return fill(LANGUAGES[language].texts[name] ?? english.texts[name] ?? name, values);
}

/** The word of the contract in this language, or the word itself where this page does not know it. */
export function word(value) {
  return value == null ? t('unknown') : (LANGUAGES[language].words[value] ?? value.replaceAll('_', ' '));
}

/** The word of a reason's detail, which may be written as people do: spend cap. */
const detailed = detail => LANGUAGES[language].words[detail] ?? LANGUAGES[language].words[detail.replaceAll(' ', '_')];

/** A reason of the engine: its own English, unless this language has a text for its code; `say` writes those of its details that are no words. */
export function reason({ code, details, text }, say) {
  const template = LANGUAGES[language].reasons[code];
  return template ? fill(template, details.map(detail => detailed(detail) ?? say(detail))) : text;
}
