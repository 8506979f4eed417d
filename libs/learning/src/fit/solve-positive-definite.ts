/**
 * Solves A x = b for a symmetric positive definite A of the given size by Cholesky's A = L Lᵀ (Golub and Van Loan, "Matrix
 * Computations", 4.2). `lower` holds A's lower triangle row by row in a full square, and is overwritten by L; the result is
 * written over `b`. False, and `b` of no use, where A is not positive definite.
 */
export function solvePositiveDefinite(lower: Float64Array, b: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row += 1) {
    const rowAt = row * size;
    for (let column = 0; column <= row; column += 1) {
      const columnAt = column * size;
      let sum = lower[rowAt + column]!;
      for (let k = 0; k < column; k += 1) sum -= lower[rowAt + k]! * lower[columnAt + k]!;
      if (column < row) lower[rowAt + column] = sum / lower[columnAt + column]!;
      else if (sum > 0) lower[rowAt + row] = Math.sqrt(sum);
      else return false;
    }
  }
  for (let row = 0; row < size; row += 1) {
    let sum = b[row]!;
    for (let k = 0; k < row; k += 1) sum -= lower[row * size + k]! * b[k]!;
    b[row] = sum / lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = b[row]!;
    for (let k = row + 1; k < size; k += 1) sum -= lower[k * size + row]! * b[k]!;
    b[row] = sum / lower[row * size + row]!;
  }
  return true;
}
