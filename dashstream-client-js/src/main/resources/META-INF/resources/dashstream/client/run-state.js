/**
 * What is known of one run: its newest state, whether it can be trusted, and whether the run has ended.
 *
 * A base (initial state, checkpoint, full state) makes it LIVE. A message that does not fit, a hash that differs or a hole makes
 * it CORRUPTED at once; from then on diffs are not applied and no state is handed out until the next base.
 *
 * Its calls must not overlap: each state message is applied and verified before the next one is looked at, so that a verdict is
 * always about the state of its own sequence.
 */
import { phaseAfter } from './phase.js';
import { StateRefusal } from './state-decoder.js';

export class RunState {
  #decoder;
  #log;
  #phase = 'EMPTY';
  #saidUnchecked = new Set();

  /**
   * @param {{tenantId: string, threadId: string, runId: string}} key
   * @param {import('./state-decoder.js').StateDecoder} decoder
   * @param {(update: object) => void} log receives what happens to the run
   */
  constructor(key, decoder, log) {
    this.key = key;
    this.#decoder = decoder;
    this.#log = log;
    /** Whether GRAPH_START was seen; if not, what came before `firstSequence` is unknown. */
    this.startSeen = false;
    this.firstSequence = 0n;
    this.lastSequence = 0n;
    /** {sequence, value, verdict, source}: the state, unless the status is EMPTY or CORRUPTED. Must not be changed. */
    this.state = undefined;
    /** The last state that was known, for showing it as what it is while the run is corrupted. */
    this.lastKnown = undefined;
    /** {sequence, reason, error} while the status is CORRUPTED. */
    this.corruption = undefined;
    /** {kind: 'finished' | 'failed' | 'unfinished', ...} once the run has ended. */
    this.end = undefined;
    this.partition = undefined;
    /** Which count of the thread's numbers it began in. */
    this.count = undefined;
    this.counts = { messages: 0, states: 0, verified: 0, notVerifiable: 0, unchecked: 0, skipped: 0, corruptions: 0, recoveries: 0 };
  }

  /** EMPTY, LIVE or CORRUPTED. */
  get status() {
    return this.#phase === 'CUT' ? 'LIVE' : this.#phase;
  }

  get isOpen() {
    return this.end === undefined;
  }

  begin(sequence, startSeen, count, partition) {
    this.startSeen = startSeen;
    this.firstSequence = sequence;
    this.lastSequence = sequence;
    this.count = count;
    this.partition = partition;
    this.end = undefined;
    this.#say('run_started', { startSeen });
  }

  rename(runId) {
    const previous = this.key;
    this.key = { ...previous, runId };
    this.#say('run_named', { previous });
  }

  /** Takes note of a message of the run; its state or end, if it brings one, is taken afterwards. */
  observe(numbered) {
    this.counts.messages++;
    if (numbered.sequence !== 0n) {
      this.lastSequence = numbered.sequence;
      if (this.end?.kind === 'unfinished') {
        this.end = undefined;
      }
    }
    this.#say('message', { message: numbered.message, kind: numbered.kind, sequence: numbered.sequence });
    if (numbered.sequence !== 0n && !numbered.carriesState) {
      this.#move('other', this.#cause('sequence_hole', 'messages may be missing since the run ended or was given up'));
    }
  }

  async takeStart(event) {
    const initial = event.attributes.initial_state_json;
    if (initial !== undefined && !(initial.value.case === 'stringValue' && initial.value.value === '')) {
      await this.#takeBase(() => this.#decoder.initialState(initial), 'initial_state');
      return;
    }
    this.#phase = phaseAfter(this.#phase, 'start_without_state');
    this.state = undefined;
    this.corruption = undefined;
  }

  async takeDiff(diff) {
    if (diff.fullState.length > 0) {
      await this.#takeBase(() => this.#decoder.fullState(diff), 'full_state');
    } else if (this.#phase === 'LIVE') {
      await this.#takePatch(diff);
    } else {
      this.#move('patch_taken', this.#cause('sequence_hole', 'messages may be missing since the run ended or was given up'));
      this.counts.skipped++;
      this.#say('state_skipped');
    }
  }

  async takeCheckpoint(checkpoint) {
    await this.#takeBase(() => this.#decoder.checkpoint(checkpoint), 'checkpoint');
  }

  /** Messages of the thread are missing, any of which may have been this run's. */
  hole(first, last) {
    const cause = { sequence: first, reason: 'sequence_hole', error: `messages ${first} to ${last} of the thread are missing` };
    if (this.isOpen) {
      this.lastSequence = last;
    }
    this.#move(this.isOpen ? 'hole' : 'cut', cause);
  }

  /** A message can't be taken, or a range of the log is gone, that may have carried this run's state. */
  doubt(sequence, reason, error) {
    this.#move('doubt', { sequence: sequence === 0n ? this.lastSequence : sequence, reason, error });
  }

  finish(end) {
    this.end = end;
    this.#say('run_ended', { end });
  }

  /** Nothing more is expected. Should something come all the same, what was before that is not known. */
  abandon(why) {
    this.finish({ kind: 'unfinished', why });
    this.#move('cut', this.#cause('sequence_hole', `messages may be missing since the run was given up: ${why}`));
  }

  async #takePatch(diff) {
    try {
      const decoded = await this.#decoder.patch(diff, this.state.value, this.state.size);
      this.#move('patch_taken');
      this.#become(decoded, 'diff');
    } catch (error) {
      const refusal = asRefusal(error);
      this.#move('patch_refused', this.#cause(refusal.reason, refusal.message));
    }
  }

  async #takeBase(decode, source) {
    try {
      const decoded = await decode();
      const healed = this.corruption;
      this.#move('base_taken');
      this.corruption = undefined;
      if (healed !== undefined) {
        this.counts.recoveries++;
        this.#say('run_recovered', { healed });
      }
      this.#become(decoded, source);
    } catch (error) {
      const refusal = asRefusal(error);
      const cause = this.#cause(refusal.reason, refusal.message);
      if (this.#phase === 'CORRUPTED') {
        this.#say('base_refused', { why: cause });
      }
      this.#move('base_refused', cause);
    }
  }

  /** An initial state never has a hash, so that it has none is not worth a word. */
  #become({ value, verdict, size }, source) {
    this.state = { sequence: this.lastSequence, value, verdict, source, size };
    this.lastKnown = this.state;
    this.counts.states++;
    this.counts[verdict === 'not_verifiable' ? 'notVerifiable' : verdict]++;
    this.#say('state_changed', { state: this.state });
    if (verdict !== 'verified' && source !== 'initial_state' && !this.#saidUnchecked.has(verdict)) {
      this.#saidUnchecked.add(verdict);
      this.#say('run_not_verified', { verdict });
    }
  }

  /** Follows the table; losing the state is the one transition that does something. */
  #move(signal, cause) {
    const before = this.#phase;
    this.#phase = phaseAfter(before, signal);
    if (this.#phase === 'CORRUPTED' && before !== 'CORRUPTED') {
      this.state = undefined;
      this.corruption = cause;
      this.counts.corruptions++;
      this.#say('run_corrupted', { corruption: cause });
    }
  }

  #cause(reason, error) {
    return { sequence: this.lastSequence, reason, error };
  }

  #say(type, details) {
    this.#log({ type, run: this, key: this.key, sequence: this.lastSequence, ...details });
  }
}

function asRefusal(error) {
  return error instanceof StateRefusal ? error : new StateRefusal('unexpected', error?.message ?? error);
}
