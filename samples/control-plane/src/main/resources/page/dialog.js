import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from './language.js';
import { refusal } from './refusal.js';
import { classes, html } from './view.js';

/**
 * Asks before something is done. What the control plane refuses is said in the dialog, which then stays.
 *
 * `onConfirm` does it, and returns 'stay' where there is more to ask; `ready` is whether what it needs was filled in.
 */
export function Dialog({ title, confirm, danger, wide, ready = true, onConfirm, onClose, children }) {
  const element = useRef(null);
  const heading = useId();
  const [problem, setProblem] = useState(null);
  const [working, setWorking] = useState(false);

  useEffect(() => {
    const before = document.activeElement;
    element.current.showModal();
    // Nothing outside takes the focus until the dialog is gone.
    return () => queueMicrotask(() => before?.isConnected && before.focus());
  }, []);

  const submit = async event => {
    event.preventDefault();
    setWorking(true);
    try {
      const then = await onConfirm();
      setProblem(null);
      setWorking(false);
      if (then !== 'stay') {
        onClose();
      }
    } catch (failure) {
      setProblem(refusal(failure));
      setWorking(false);
    }
  };

  return html`
    <dialog ref=${element} class=${wide ? 'wide' : ''} aria-labelledby=${heading} onCancel=${onClose} onClose=${onClose}>
      <form onSubmit=${submit}>
        <h2 id=${heading}>${title}</h2>
        ${children}
        ${problem && html`<p class="problem" role="alert">${problem}</p>`}
        <div class="buttons">
          <button type="button" onClick=${onClose}>${t('cancel')}</button>
          <button type="submit" class=${classes('primary', danger && 'danger')} disabled=${!ready || working}>${confirm}</button>
        </div>
      </form>
    </dialog>
  `;
}
