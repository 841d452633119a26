/**
 * Where the state of a run stands, and the whole table of what leads from where to where: the same as in Java's Phase.
 *
 * EMPTY: no base yet. LIVE: the state is known. CUT: the state of a run that has ended is known, but messages of its thread went
 * missing since; should the run go on all the same, they may have been its own. CORRUPTED: the state was lost; only a base
 * regains it.
 */
const TABLE = {
  EMPTY: {
    start_without_state: 'EMPTY',
    base_taken: 'LIVE',
    base_refused: 'CORRUPTED',
    patch_taken: 'EMPTY',
    patch_refused: 'EMPTY',
    hole: 'CORRUPTED',
    doubt: 'CORRUPTED',
    cut: 'EMPTY',
    other: 'EMPTY',
  },
  LIVE: {
    start_without_state: 'EMPTY',
    base_taken: 'LIVE',
    base_refused: 'CORRUPTED',
    patch_taken: 'LIVE',
    patch_refused: 'CORRUPTED',
    hole: 'CORRUPTED',
    doubt: 'CORRUPTED',
    cut: 'CUT',
    other: 'LIVE',
  },
  CUT: {
    start_without_state: 'EMPTY',
    base_taken: 'LIVE',
    base_refused: 'CORRUPTED',
    patch_taken: 'CORRUPTED',
    patch_refused: 'CORRUPTED',
    hole: 'CORRUPTED',
    doubt: 'CORRUPTED',
    cut: 'CUT',
    other: 'CORRUPTED',
  },
  CORRUPTED: {
    start_without_state: 'EMPTY',
    base_taken: 'LIVE',
    base_refused: 'CORRUPTED',
    patch_taken: 'CORRUPTED',
    patch_refused: 'CORRUPTED',
    hole: 'CORRUPTED',
    doubt: 'CORRUPTED',
    cut: 'CORRUPTED',
    other: 'CORRUPTED',
  },
};

export function phaseAfter(phase, signal) {
  const next = TABLE[phase]?.[signal];
  if (next === undefined) {
    throw new Error(`no cell for ${phase} and ${signal}`);
  }
  return next;
}
