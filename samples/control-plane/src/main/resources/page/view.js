// The one way in which anything gets onto the page: what is not markup here is text, whatever it holds.
import { h } from 'preact';
import htm from 'htm';

export const html = htm.bind(h);

/** Joins the class names that apply. */
export const classes = (...names) => names.filter(Boolean).join(' ');
