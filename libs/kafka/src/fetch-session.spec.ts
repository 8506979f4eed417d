import { beforeEach, describe, expect, it } from '@jest/globals';
import { FetchSession, epochAfter, type FetchFrom } from './fetch-session.ts';

const OPENED = { errorCode: 0, sessionId: 7 };
const ONGOING = { errorCode: 0, sessionId: 7 };

let session: FetchSession;
beforeEach(() => {
  session = new FetchSession(1_000);
});

/** `a3: 5` stands for partition 3 of topic a, from offset 5 on. */
function from(offsets: Readonly<Record<string, number>>): FetchFrom[] {
  return Object.entries(offsets).map(([name, offset]) => ({
    at: { topic: name[0]!, partition: Number(name.slice(1)) },
    offset,
  }));
}

function next(offsets: Readonly<Record<string, number>>) {
  const { sessionId, sessionEpoch, topics, forgottenTopics } = session.request(from(offsets));
  const asked = topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, fetchOffset }) => `${topic}${partition}: ${fetchOffset}`),
  );
  const forgotten = forgottenTopics.flatMap(({ topic, partitions }) => partitions.map((one) => `${topic}${one}`));
  return { session: `${sessionId}/${sessionEpoch}`, asked, forgotten };
}

it('names everything first, by topic', () => {
  expect(session.request(from({ a0: 5, b0: 6, a1: 7 }))).toEqual({
    sessionId: 0,
    sessionEpoch: 0,
    topics: [
      {
        topic: 'a',
        partitions: [
          { partition: 0, fetchOffset: '5', maxBytes: 1_000 },
          { partition: 1, fetchOffset: '7', maxBytes: 1_000 },
        ],
      },
      { topic: 'b', partitions: [{ partition: 0, fetchOffset: '6', maxBytes: 1_000 }] },
    ],
    forgottenTopics: [],
  });
});

describe('once it is open', () => {
  beforeEach(() => {
    next({ a0: 5, a1: 0, b0: 0 });
    session.answered(OPENED);
  });

  it('names what is new, what is fetched from elsewhere, and what is not wanted any more', () => {
    expect(next({ a0: 8, a1: 0, c0: 3 })).toEqual({ session: '7/1', asked: ['a0: 8', 'c0: 3'], forgotten: ['b0'] });
    session.answered(ONGOING);
    expect(next({ a0: 8, a1: 0, c0: 3 })).toEqual({ session: '7/2', asked: [], forgotten: [] });
    session.answered(ONGOING);
    expect(next({ a0: 4, a1: 0, c0: 3, b0: 0 })).toEqual({ session: '7/3', asked: ['a0: 4', 'b0: 0'], forgotten: [] });
  });

  it('is replaced by another one where what the broker remembers is in doubt', () => {
    next({ a0: 9 });
    session.restart();
    expect(next({ a0: 9, a1: 0 })).toEqual({ session: '7/0', asked: ['a1: 0', 'a0: 9'], forgotten: [] });
    expect(session.answered({ errorCode: 0, sessionId: 8 })).toBe(true);
    expect(next({ a0: 9, a1: 0 })).toEqual({ session: '8/1', asked: [], forgotten: [] });
  });

  it.each([
    ['does not know it', 70, '0/0'],
    ['is elsewhere in it', 71, '7/0'],
  ])('begins anew where the broker %s', (_what, errorCode, begins) => {
    next({ a0: 9 });
    expect(session.answered({ errorCode, sessionId: 0 })).toBe(false);
    expect(next({ a0: 9 })).toEqual({ session: begins, asked: ['a0: 9'], forgotten: [] });
  });
});

it('names everything each time to a broker that has no room for a session, in another order', () => {
  const wanted = { a0: 5, a1: 6, b0: 7 };
  expect(next(wanted).asked).toEqual(['a0: 5', 'a1: 6', 'b0: 7']);
  expect(session.answered({ errorCode: 0, sessionId: 0 })).toBe(true);
  expect(next(wanted)).toEqual({ session: '0/0', asked: ['a1: 6', 'a0: 5', 'b0: 7'], forgotten: [] });
  session.answered({ errorCode: 0, sessionId: 0 });
  expect(next(wanted).asked).toEqual(['b0: 7', 'a0: 5', 'a1: 6']);
});

it('counts its requests in 31 bits, and never from zero again', () => {
  expect([0, 1, 2 ** 31 - 2, 2 ** 31 - 1].map(epochAfter)).toEqual([1, 2, 2 ** 31 - 1, 1]);
});
