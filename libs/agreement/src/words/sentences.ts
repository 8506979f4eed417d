import type { AgreementDocument } from '../schema/agreement-document.ts';
import { phraseOf, type Article } from './article.ts';
import { articlesOf } from './articles.ts';

export type SectionSentences = { section: string; sentences: string[] };

/**
 * The document as people read it aloud before they sign: plain sentences, section by section, in its order. Nothing that is signed
 * is left out but the ids, which only link parts of the document to one another and to what was scored: the YAML shows them.
 */
export function sentences(document: AgreementDocument): SectionSentences[] {
  const sections = new Map<string, string[]>();
  for (const article of articlesOf(document)) {
    const said = sections.get(article.section) ?? [];
    sections.set(article.section, said);
    said.push(sentenceOf(article));
  }
  return [...sections].map(([section, said]) => ({ section, sentences: said }));
}

function sentenceOf({ where, facts }: Article): string {
  const said = facts.map(phraseOf).join('; ');
  const sentence = said === '' ? where : `${where}: ${said}`;
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
