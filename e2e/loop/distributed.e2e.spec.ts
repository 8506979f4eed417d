import { theLoop } from './loop.ts';

theLoop('distributed');
