/** The runs of one thread: puts its messages in order and gives each to the run that it belongs to. */
import { Attribution } from './attribution.js';
import { SCHEMA_VERSION } from './frames.js';
import { RunState } from './run-state.js';
import { ThreadOrder } from './thread-order.js';

const MAX_TEXT_CHARS = 300;
/** Marks ids of runs that did not say theirs, so that they can't be mistaken for given ones. */
const MAKESHIFT = '~';

export class ThreadRuns {
  #key;
  #table;
  #decoder;
  #log;
  #order;
  #attribution = new Attribution(this);
  #ended = new Set();
  #count = 0;

  /**
   * @param {{tenantId: string, threadId: string}} key
   * @param {import('./runs.js').RunTable} table holds the runs of all threads
   */
  constructor(key, limits, table, decoder, log) {
    this.#key = key;
    this.#table = table;
    this.#decoder = decoder;
    this.#log = log;
    this.#order = new ThreadOrder(limits);
    /** The runs that have not ended, in the order in which they began. */
    this.open = [];
    this.newest = undefined;
  }

  get newestOpen() {
    return this.open.at(-1);
  }

  get isWaiting() {
    return this.#order.isWaiting;
  }

  async accept(message) {
    if (message.sequence === 0n) {
      this.#acceptUnnumbered(message);
    } else {
      await this.#take(this.#order.accept(message));
    }
  }

  async flush() {
    await this.#take(this.#order.flush());
  }

  /** The run is not kept any more. */
  forget(run) {
    this.#remove(run);
    this.newest = this.newest === run ? undefined : this.newest;
    this.#attribution.forget(run);
  }

  find(runId) {
    return this.#table.find({ ...this.#key, runId: given(runId) });
  }

  begin(runId, message, startSeen) {
    const key = { ...this.#key, runId: runId === undefined ? makeshift(message) : given(runId) };
    const run = this.#table.find(key) ?? this.#table.add(new RunState(key, this.#decoder, this.#log));
    run.isNameless = runId === undefined && !startSeen;
    run.begin(message.sequence, startSeen, this.#count, message.partition);
    this.#remove(run);
    this.open.push(run);
    this.newest = run;
    return run;
  }

  rename(run, runId) {
    this.#table.rename(run, given(runId));
    run.isNameless = false;
  }

  abandon(run, why) {
    run.abandon(why);
    this.#remove(run);
  }

  async #take(steps) {
    for (const step of steps) {
      switch (step.step) {
        case 'begin':
          this.#begins(step.complete);
          break;
        case 'restart':
          this.#restart(step.first);
          this.#begins(step.complete);
          break;
        case 'hole':
          this.#hole(step.first, step.last);
          break;
        case 'message':
          await this.#inOrder(step.message);
          break;
        default:
          this.#ignored(step.message, step.reason);
      }
    }
  }

  #begins(complete) {
    if (complete) {
      this.#attribution.knowsAll();
    } else {
      this.#attribution.missesSomething();
    }
  }

  #restart(first) {
    this.#log({ type: 'numbering_restarted', thread: this.#key, sequence: first });
    [...this.open].forEach((run) => this.abandon(run, 'process_restarted'));
    this.#ended.clear();
    this.newest = undefined;
    this.#count++;
  }

  #hole(first, last) {
    this.#log({ type: 'sequence_hole', thread: this.#key, sequence: first, last });
    this.#attribution.missesSomething();
    this.open.forEach((run) => run.hole(first, last));
    this.#ended.forEach((run) => run.hole(first, last));
    this.#ended.clear();
  }

  async #inOrder(message) {
    if (message.newer) {
      this.#refuseNewer(message);
    } else if (message.startsRun) {
      await this.#start(message);
    } else {
      const run = this.#attribution.ownerOf(message);
      await (run === undefined ? this.#refuseUnclear(message) : this.#give(message, run));
    }
  }

  async #start(message) {
    const runId = message.body.attributes.run_id;
    const name = runId?.value.case === 'stringValue' && runId.value.value.trim() ? runId.value.value : undefined;
    const run = this.begin(name, message, true);
    this.#attribution.started(run, message);
    run.observe(message);
    await run.takeStart(message.body);
  }

  async #give(message, run) {
    if (run.count !== this.#count) {
      this.#takenByAnotherCount(message, run);
    }
    run.observe(message);
    this.#touch(run);
    if (message.kind === 'stateDiff') {
      await run.takeDiff(message.body);
    } else if (message.kind === 'checkpoint') {
      await run.takeCheckpoint(message.body);
    } else if (message.endsRun && run.isOpen) {
      run.finish(endOf(message));
      this.#remove(run);
      this.#ended.add(run);
    }
  }

  /** It took the place of a message of this count, which may have carried state. */
  #takenByAnotherCount(message, run) {
    this.#attribution.missesSomething();
    this.#doubt(
      this.open.filter((other) => other !== run),
      message,
      'run_unclear',
      'another process has used the same numbers: what it sent may have taken the place of a message of this run',
    );
  }

  /** Whose it is nobody can say; so every run that it may belong to has lost its state, if it is about state. */
  #refuseUnclear(message) {
    this.#ignored(message, 'run_unclear');
    if (message.carriesState) {
      this.#doubt(this.open, message, 'run_unclear', "a state message can't be told to be this run's or another's");
    }
  }

  /** What a newer version means nobody can say, so it may have been about state. */
  #refuseNewer(message) {
    this.#ignored(message, 'newer_schema');
    this.#attribution.missesSomething();
    const owner = this.#attribution.ownerByParent(message);
    let concerned = owner === undefined ? this.open : [owner];
    if (concerned.length === 0) {
      concerned = [this.begin(undefined, message, false)];
    }
    this.#doubt(
      concerned,
      message,
      'newer_schema',
      `a message has schema version ${message.schemaVersion}; this client knows ${SCHEMA_VERSION}`,
    );
  }

  #doubt(runs, message, reason, error) {
    [...runs].forEach((run) => run.doubt(message.sequence, reason, error));
  }

  /** A message without a number has no place in the order: it can be shown, but changes nothing. */
  #acceptUnnumbered(message) {
    if (message.newer) {
      this.#ignored(message, 'newer_schema');
      this.#attribution.missesSomething();
      return;
    }
    const run = this.#attribution.ownerByParent(message) ?? this.newestOpen ?? this.newest;
    if (message.startsRun || message.endsRun || message.carriesState || run === undefined) {
      this.#ignored(message, 'no_sequence');
    } else {
      run.observe(message);
    }
  }

  #ignored({ message, kind, sequence, partition, offset }, reason) {
    this.#log({ type: 'message_ignored', thread: this.#key, sequence, reason, message, kind, partition, offset });
  }

  #touch(run) {
    this.#table.touch(run);
    if (run.isOpen && !this.open.includes(run)) {
      this.#remove(run);
      this.open.push(run);
    } else if (!run.isOpen) {
      this.#ended.add(run);
    }
  }

  #remove(run) {
    this.open = this.open.filter((other) => other !== run);
    this.#ended.delete(run);
  }
}

function given(runId) {
  return runId.startsWith(MAKESHIFT) ? MAKESHIFT + runId : runId;
}

function makeshift({ id }) {
  const hex = Array.from(id, (character) => character.charCodeAt(0).toString(16).padStart(2, '0'));
  return `${MAKESHIFT}run-${hex.join('')}`;
}

function endOf({ body, failed }) {
  return failed
    ? { kind: 'failed', errorType: textOf(body, 'error_type'), error: textOf(body, 'error') }
    : { kind: 'finished', outcome: textOf(body, 'outcome') };
}

function textOf({ attributes }, name) {
  const value = attributes[name]?.value;
  return value?.case === 'stringValue' ? value.value.slice(0, MAX_TEXT_CHARS) : '';
}
