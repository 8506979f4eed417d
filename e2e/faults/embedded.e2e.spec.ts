import { theFastSelection } from './fast-selection.ts';

theFastSelection('embedded');
