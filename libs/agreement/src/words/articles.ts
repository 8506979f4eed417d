import type { AgreementDocument } from '../schema/agreement-document.ts';
import { calendarArticles, nurtureArticles, reasonArticles } from './afterwards-articles.ts';
import type { Article } from './article.ts';
import { goalArticles, qualificationArticles, whoArticles } from './definition-articles.ts';
import { routingArticles, slaArticles } from './promise-articles.ts';
import { scoringArticles } from './scoring-articles.ts';

/** All that is agreed, as articles in the order of the document: what is read before signing, and what is compared. */
export function articlesOf(document: AgreementDocument): Article[] {
  return [
    ...whoArticles(document),
    ...scoringArticles(document),
    ...qualificationArticles(document),
    ...routingArticles(document),
    ...slaArticles(document),
    ...reasonArticles(document),
    ...nurtureArticles(document),
    ...goalArticles(document),
    ...calendarArticles(document),
  ];
}
