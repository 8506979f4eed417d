import type { LearnReport } from '@smarketing/learning';
import type { LiveModel } from './live-model.ts';
import type { History } from './read-history.ts';

/** What `learn --json` prints. Figures that only a model has are null where nothing was learned. */
export function historyInJson(file: string, history: History, report: LearnReport): object {
  const { rows, withoutOutcome, refused } = history;
  return { file, rows, withoutOutcome, refused, ...reportInJson(report) };
}

/** The same of what an installation has learned from its own outcomes: each is a row. */
export function liveModelInJson({ report, ...live }: LiveModel): object {
  return { ...(report === null ? {} : { rows: report.used, ...reportInJson(report) }), live };
}

function reportInJson(report: LearnReport): object {
  const { learned } = report;
  const evaluation = learned?.evaluation ?? null;
  return {
    used: report.used,
    positives: report.positives,
    message: report.notLearned,
    split: learned === null ? null : splitInJson(learned.split),
    auc: evaluation?.auc ?? null,
    aucInterval: evaluation?.aucInterval ?? null,
    brier: evaluation?.brier ?? null,
    ece: evaluation?.ece ?? null,
    recallAt: evaluation?.recallAt ?? null,
    reliability: evaluation?.reliability ?? [],
    drift: learned?.drift ?? null,
    columns: report.columns,
    leakage: report.leaks,
    segments: report.segments,
    segmentsTested: report.segmentsTested,
    scorecard: learned?.scorecard?.columns ?? [],
    scorecardAuc: learned?.scorecard?.auc ?? null,
    thresholds: learned?.scorecard?.thresholds ?? null,
    gradeShares: learned?.scorecard?.shares ?? null,
    model: learned?.model ?? null,
  };
}

function splitInJson({ fromMs, ...split }: NonNullable<LearnReport['learned']>['split']): object {
  return { ...split, ...(fromMs === null ? {} : { from: new Date(fromMs).toISOString() }) };
}
