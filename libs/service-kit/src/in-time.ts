/** What `work` resolves or rejects with; or a rejection in these words once it has taken `ms`, whatever becomes of it then. */
export async function inTime<T>(work: Promise<T>, ms: number, tooLate: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(tooLate)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
