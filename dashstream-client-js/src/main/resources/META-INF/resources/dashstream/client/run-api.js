/** Reads runs and their states at any sequence from the server's run API (docs/protocol/runs.md). */
import { parseJson } from './json.js';

export class RunApi {
  #url;
  #fetch;

  /**
   * @param {string} url address of the API, for example `/api/runs`
   * @param {typeof fetch} [fetch]
   */
  constructor(url, fetch = (...request) => globalThis.fetch(...request)) {
    this.#url = url;
    this.#fetch = fetch;
  }

  /**
   * Runs that the server knows, newest first.
   *
   * @param {{tenantId: string, threadId: string}} [thread] of this thread only
   * @param {{limit?: number, before?: string}} [page] how many at most, 1 to 1000 (100 if it is not said), and behind which: the
   *     `before` of the answer for those in front of them
   * @returns {Promise<{runs: object[], complete: boolean, before?: string, awaitedPartitions?: number[]}>} without `before` there are
   *     no more; if it is not complete, the server has not read the whole log and more may come to light
   */
  async runs(thread, { limit, before } = {}) {
    const { status, answer } = await this.#get('', {
      ...(thread !== undefined && namesOf(thread)),
      ...(limit !== undefined && { limit: limit.toString() }),
      ...(before !== undefined && { before }),
    });
    if (isNothingFound(status, answer)) {
      return { runs: [], complete: status === 404 };
    }
    return { ...expected(status, answer, 'runs') };
  }

  /**
   * A run's state as it was after a message. The server rebuilds it from the nearest whole state and says whether its hash was
   * compared.
   *
   * @param {{tenantId: string, threadId: string, runId?: string}} key without a run id the newest run of the thread
   * @param {bigint} [sequence] without it the newest
   * @returns {Promise<object>} `outcome` is `known`, with `state`, `sequence` (bigint) and `verification`, or `corrupted` or `unknown`
   *     with a `reason` and without a state. Integers beyond 2^53-1 in the state are BigInt
   */
  async stateAt({ tenantId, threadId, runId }, sequence) {
    const { status, answer } = await this.#get('/state', {
      ...namesOf({ tenantId, threadId }),
      ...(runId !== undefined && { runId }),
      ...(sequence !== undefined && { sequence: sequence.toString() }),
    });
    if (isNothingFound(status, answer)) {
      return { outcome: 'unknown', reason: answer.error, detail: answer.message };
    }
    const { outcome } = expected(status, answer, 'outcome');
    return outcome === 'known' ? { ...answer, sequence: BigInt(answer.sequence) } : answer;
  }

  async #get(path, query) {
    const parameters = new URLSearchParams(query).toString();
    const response = await this.#fetch(`${this.#url}${path}${parameters && '?'}${parameters}`, { cache: 'no-store' });
    const text = await response.text();
    try {
      return { status: response.status, answer: parseJson(text) };
    } catch {
      throw new Error(`${this.#url}${path} answered with status ${response.status} and no JSON`);
    }
  }
}

/** There is no such run, or (503) the server has not found one so far. */
function isNothingFound(status, answer) {
  return (status === 404 && answer.outcome === undefined) || answer.error === 'not_indexed_yet';
}

function namesOf({ tenantId, threadId }) {
  return { tenantId, threadId };
}

function expected(status, answer, member) {
  if (answer?.[member] === undefined) {
    throw new Error(`status ${status}: ${String(answer?.message ?? 'no message').slice(0, 300)}`);
  }
  return answer;
}
