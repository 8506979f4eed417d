import { benchCase, type BenchCase } from './bench-case.ts';
import { costCase } from './cost/cost-case.ts';
import { costTable } from './cost/cost-table.ts';
import { drainCase } from './drain/drain-case.ts';
import { drainTable } from './drain/drain-table.ts';
import { AIMS } from './idle/aims.ts';
import { idleCase } from './idle/idle-case.ts';
import { idleTable } from './idle/idle-table.ts';
import { latencyCase } from './latency/latency-case.ts';
import { latencyTable } from './latency/latency-table.ts';
import { previewCase } from './preview/preview-case.ts';
import { previewTable } from './preview/preview-table.ts';
import { rescoreCase } from './rescore/rescore-case.ts';
import { rescoreTable } from './rescore/rescore-table.ts';
import { rulesCase } from './rules/rules-case.ts';
import { rulesTable } from './rules/rules-table.ts';
import { streamCase } from './stream/stream-case.ts';
import { streamTable } from './stream/stream-table.ts';

/** Everything that the bench can measure, in the order in which it does. */
export const cases: readonly BenchCase[] = [
  benchCase({
    name: 'rules',
    what: '60 rules with their explanation: who says the same, and how fast',
    run: rulesCase,
    table: rulesTable,
    ratios: {
      jsonRulesEngine: {
        ...{ of: 'scores a second, over json-rules-engine', better: 'higher', aim: 100 },
        value: ({ ratios }) => ratios['json-rules-engine'],
      },
      zenEngine: {
        of: 'scores a second, over zen-engine',
        better: 'higher',
        value: ({ ratios }) => ratios['@gorules/zen-engine'],
      },
      jsonLogicEngine: {
        ...{ of: 'scores a second, over json-logic-engine', better: 'higher' },
        value: ({ ratios }) => ratios['json-logic-engine'],
      },
    },
  }),
  benchCase({
    name: 'preview',
    what: 'a preview over a large history',
    run: previewCase,
    table: previewTable,
    ratios: {},
  }),
  benchCase({
    name: 'rescore',
    what: 'leads scored again under changed rules, while events come in',
    run: rescoreCase,
    table: rescoreTable,
    ratios: {
      rescoreFloor: {
        ...{ of: 'leads a second that are folded anew, over the floor', better: 'higher' },
        value: ({ floor }) => floor.share,
      },
    },
  }),
  benchCase({
    name: 'stream',
    onGrounds: true,
    what: 'batches over HTTP until every event is scored, in both modes, by a plain design and by the floor',
    run: streamCase,
    table: streamTable,
    ratios: {
      plain: {
        ...{ of: 'events a second in the distributed mode, over the plain NestJS design', better: 'higher', aim: 30 },
        value: ({ ratios }) => ratios.plain.median,
      },
      floor: {
        ...{ of: 'events a second in the distributed mode, over the floor', better: 'higher', aim: 0.5 },
        value: ({ ratios }) => ratios.floor.median,
      },
      embedded: {
        ...{ of: 'events a second in the embedded mode, over the distributed one', better: 'higher', aim: 0.6 },
        value: ({ ratios }) => ratios.embedded.median,
      },
    },
  }),
  benchCase({
    name: 'latency',
    onGrounds: true,
    what: 'how long until an event counts, and until a lead that qualifies is routed',
    run: latencyCase,
    table: latencyTable,
    ratios: {},
  }),
  benchCase({
    name: 'drain',
    what: 'the scoring stage drains a filled topic, and so does Kafka Streams',
    run: drainCase,
    table: drainTable,
    ratios: {
      kafkaStreams: {
        ...{ of: 'events a second that the scoring stage drains, over Kafka Streams', better: 'higher', aim: 1 },
        value: ({ kafkaStreams }) => kafkaStreams,
      },
    },
  }),
  benchCase({
    name: 'cost',
    what: 'what an event costs with 10 million events stored, and with 100,000',
    run: costCase,
    table: costTable,
    ratios: {
      cost10M: {
        ...{ of: 'processor time an event with 10 million stored, over 100,000', better: 'lower', aim: 1.25 },
        value: ({ cpuRatio }) => cpuRatio,
      },
    },
  }),
  benchCase({
    name: 'idle',
    onGrounds: true,
    what: 'what an installation takes while nothing happens, and how soon it is there',
    run: idleCase,
    table: idleTable,
    ratios: {
      idleMemory: {
        ...{ of: `memory of the idle all-in-one, over ${AIMS.allInOneMb} MB`, better: 'lower', aim: 1 },
        value: ({ allInOne }) => allInOne.rssMb / AIMS.allInOneMb,
      },
      serviceMemory: {
        ...{ of: `memory of the largest idle service, over ${AIMS.serviceMb} MB`, better: 'lower', aim: 1 },
        value: ({ largestServiceMb }) => largestServiceMb / AIMS.serviceMb,
      },
    },
  }),
];
