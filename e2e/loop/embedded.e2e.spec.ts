import { theLoop } from './loop.ts';

theLoop('embedded');
