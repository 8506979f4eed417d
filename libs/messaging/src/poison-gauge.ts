const MOST_IN_A_ROW = 50;
const WINDOW = 1_000;
const MOST_IN_WINDOW = WINDOW / 10;

/**
 * Tells bad data from a bug of ours: more than 50 events set aside in a row, or a tenth of the last 1,000, and the lane had
 * better stop than empty itself into the dead letters. What comes after does not make it good again.
 */
export class PoisonGauge {
  tooMuch = false;
  private inARow = 0;
  private readonly window: boolean[] = [];
  private inWindow = 0;

  note(wasSetAside: boolean): void {
    this.inARow = wasSetAside ? this.inARow + 1 : 0;
    this.window.push(wasSetAside);
    if (wasSetAside) this.inWindow++;
    if (this.window.length > WINDOW && this.window.shift()) this.inWindow--;
    this.tooMuch ||= this.inARow > MOST_IN_A_ROW || (this.window.length >= WINDOW && this.inWindow > MOST_IN_WINDOW);
  }
}
