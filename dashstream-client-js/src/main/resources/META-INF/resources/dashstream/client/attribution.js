/**
 * Tells which run of a thread a message belongs to. Only GRAPH_START carries `run_id`; other messages say it by the chain of
 * their parents, checkpoints also by `run_id` and `graph_start_id` in their metadata. Producers that say none of it are taken to
 * mean the newest run.
 *
 * As long as no message of the thread is missing, that is all. After a hole there may be runs and nodes whose start is missing.
 * Then a state message of an unknown chain is nobody's: taken for the wrong run's it could make a wrong state that looks right.
 */
import { Lineage } from './lineage.js';

const PARENT_IDS = 16_384;

export class Attribution {
  #runs;
  #lineage = new Lineage(PARENT_IDS);
  #complete = false;
  /** What the producer's parents are worth: unproven, meant, or meaningless. */
  #links = 'unproven';

  /** @param {import('./thread-runs.js').ThreadRuns} runs */
  constructor(runs) {
    this.#runs = runs;
  }

  /** Everything of the count is known so far. */
  knowsAll() {
    this.#complete = true;
  }

  /** Messages are missing, were refused, or can't be traced any more. */
  missesSomething() {
    this.#complete = false;
  }

  forget(run) {
    this.#lineage.forget(run);
    this.missesSomething();
  }

  started(run, start) {
    if (!run.isNameless) {
      this.#links = 'meant';
    }
    this.#lineage.own(start.id, run);
  }

  ownerByParent(message) {
    return this.#lineage.ownerOfChildren(message.parentId);
  }

  /** The run, a new partial one if need be; undefined if nobody can say whose it is. */
  ownerOf(message) {
    const run = this.#find(message);
    if (message.canBeParent) {
      this.#rememberForChildren(message, run);
    }
    return run;
  }

  #find(message) {
    const name = runIdOfCheckpoint(message);
    if (name !== undefined) {
      return this.#named(message, name);
    }
    const { parentId } = message;
    const known = this.ownerByParent(message);
    if (known !== undefined) {
      this.#links = 'meant';
      return known;
    }
    const complete = this.#complete && !this.#lineage.forgot;
    if (complete && (parentId === '' || this.#links !== 'meant')) {
      this.#links = parentId === '' ? this.#links : 'meaningless';
      return this.#newest(message);
    }
    return this.#likely(message);
  }

  /** A checkpoint that says which run it is of. */
  #named(message, runId) {
    const start = startOfCheckpoint(message);
    const linked = this.#lineage.ownerOfChildren(start) ?? this.ownerByParent(message);
    let run = this.#runs.find(runId);
    if (linked !== undefined && linked !== run && !linked.isNameless) {
      return undefined;
    }
    if (run === undefined) {
      run = this.#nameOrBegin(message, runId, linked);
    }
    this.#abandonNameless(run);
    this.#lineage.ownChain(message.parentId, run);
    this.#lineage.ownChain(start, run);
    return run;
  }

  #nameOrBegin(message, runId, linked) {
    const nameless = linked ?? this.#onlyNameless();
    if (nameless !== undefined) {
      if (linked === undefined) {
        this.#lineage.forget(nameless);
      }
      this.#runs.rename(nameless, runId);
      return nameless;
    }
    this.missesSomething();
    return this.#runs.begin(runId, message, false);
  }

  /** Two runs whose starts were not seen can be the same one, unless both have names. */
  #abandonNameless(named) {
    for (const run of this.#runs.open) {
      if (run !== named && run.isNameless) {
        this.#lineage.forget(run);
        this.#runs.abandon(run, 'run_unclear');
      }
    }
  }

  #newest(message) {
    return this.#runs.newestOpen ?? this.#runs.newest ?? this.#beginNameless(message);
  }

  /** Something is missing, perhaps the parent, perhaps the start of the run. */
  #likely(message) {
    if (message.parentId === '' || this.#links === 'meaningless') {
      return this.#newest(message);
    }
    if (this.#runs.open.length === 0) {
      this.#beginNameless(message);
    }
    const nameless = this.#onlyNameless();
    if (nameless !== undefined) {
      return this.#ofNameless(nameless, message);
    }
    return message.carriesState || message.endsRun ? undefined : this.#runs.newestOpen;
  }

  /** It stands for the run of the chain that its base came from; another base makes it stand for that one's. */
  #ofNameless(run, message) {
    if (message.bringsWholeState) {
      this.#lineage.forget(run);
      this.#lineage.ownChain(message.parentId, run);
      return run;
    }
    return message.carriesState && run.status === 'LIVE' ? undefined : run;
  }

  #onlyNameless() {
    const { open } = this.#runs;
    return open.length === 1 && open[0].isNameless ? open[0] : undefined;
  }

  #rememberForChildren({ id, parentId }, run) {
    const traced = parentId === '' || this.#links === 'meaningless' || this.#lineage.ownerOfChildren(parentId) !== undefined;
    if (traced && run !== undefined) {
      this.#lineage.own(id, run);
    } else {
      this.#lineage.descend(id, parentId);
    }
  }

  #beginNameless(message) {
    return this.#runs.begin(undefined, message, false);
  }
}

function runIdOfCheckpoint(message) {
  const runId = message.kind === 'checkpoint' ? message.body.metadata.run_id : undefined;
  return runId?.trim() ? runId : undefined;
}

/** The message id of GRAPH_START, by which those find the run who have not seen its start. */
function startOfCheckpoint(message) {
  const hex = message.body.metadata.graph_start_id ?? '';
  return /^(?:[0-9a-f]{2}){1,64}$/.test(hex)
    ? hex.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)))
    : '';
}
