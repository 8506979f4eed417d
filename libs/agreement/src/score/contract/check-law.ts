// node --import ./scripts/loader.mjs …/check-law.ts <name>: ends with 0 where the law holds, with 1 where it does not, with 2 where
// there is no such law.
import { scoreLaws } from './score-laws.ts';

const law = scoreLaws.find(({ name }) => name === process.argv[2]);
if (!law) {
  console.error(`There is no law named "${process.argv[2]}".`);
  process.exit(2);
}
try {
  law.check(new Map());
} catch (error) {
  console.error(String(error).slice(0, 2_000));
  process.exitCode = 1;
}
