import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from './under-test.js';

const { RunApi } = await load('index.js');

function apiAnswering(...answers) {
  const asked = [];
  const api = new RunApi('/api/runs', async (url) => {
    asked.push(url);
    const { status = 200, body } = answers.shift();
    return { status, text: async () => JSON.stringify(body) };
  });
  return { api, asked };
}

describe('pages of runs', () => {
  test('are asked for one after the other, until there are no more', async () => {
    const { api, asked } = apiAnswering(
      { body: { runs: [{ runId: 'b' }], before: '9007199254740993' } },
      { body: { runs: [{ runId: 'a' }] } },
    );
    const first = await api.runs(undefined, { limit: 1 });
    assert.deepEqual(first.runs.map(({ runId }) => runId), ['b']);
    assert.equal(first.before, '9007199254740993');
    const last = await api.runs(undefined, { limit: 1, before: first.before });
    assert.deepEqual(last.runs.map(({ runId }) => runId), ['a']);
    assert.equal(last.before, undefined);
    assert.deepEqual(asked, ['/api/runs?limit=1', '/api/runs?limit=1&before=9007199254740993']);
  });

  test('of a thread that is not known are empty', async () => {
    const { api, asked } = apiAnswering({ status: 404, body: { error: 'not_found', message: 'no such run' } });
    assert.deepEqual(await api.runs({ tenantId: 'a b', threadId: 't' }), { runs: [], complete: true });
    assert.deepEqual(asked, ['/api/runs?tenantId=a+b&threadId=t']);
  });

  test('of a server that has not read the whole log are not all', async () => {
    const { api } = apiAnswering(
      { body: { runs: [], complete: false, awaitedPartitions: [7] } },
      { status: 503, body: { error: 'not_indexed_yet', message: 'not read to its end' } },
      { status: 503, body: { error: 'not_indexed_yet', message: 'not read to its end' } },
    );
    const thread = { tenantId: 'a', threadId: 't' };
    assert.deepEqual(await api.runs(), { runs: [], complete: false, awaitedPartitions: [7] });
    assert.deepEqual(await api.runs(thread), { runs: [], complete: false });
    assert.equal((await api.stateAt(thread)).reason, 'not_indexed_yet');
  });

  test('that the server refuses are an error with its words', async () => {
    const { api } = apiAnswering({
      status: 400,
      body: { error: 'invalid_page', message: 'limit is "0"; allowed is a whole number from 1 to 1000' },
    });
    await assert.rejects(api.runs(undefined, { limit: 0 }), /status 400: limit is "0"; allowed is a whole number from 1 to 1000/);
  });
});
