import { contentReactor } from '@smarketing/service-kit';

export const onContent = contentReactor();
