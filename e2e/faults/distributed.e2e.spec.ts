import { theFastSelection } from './fast-selection.ts';

theFastSelection('distributed');
